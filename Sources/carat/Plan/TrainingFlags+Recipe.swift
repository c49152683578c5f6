import ModelSpec
import Sizing

extension TrainingFlags {
  /// Sets what the flags say of training.
  ///
  /// - Throws: `WrongArguments` for a name that is not known.
  func apply(to request: inout PlanRequest, for spec: ModelSpec?) throws {
    let recipe = try recipe(for: spec)
    if isAsked { request.training = recipe }
    request.isLayoutGiven = dataParallel != nil
    request.isShardingGiven =
      tensorParallel != nil || pipelineParallel != nil || sequenceParallel
    request.isZeroGiven = zero != nil
    request.isMicroBatchGiven = microBatch != nil
    request.isRecomputeGiven = recompute != nil
    request.tokens = tokens?.value
    request.days = days
    if let utilization { request.utilization = utilization }
    if let pue { request.powerUsageEffectiveness = pue }
    request.gridKilogramsPerKilowattHour = gridIntensity
    request.pricePerHour = price
  }

  /// The recipe that the flags describe.
  private func recipe(for spec: ModelSpec?) throws -> TrainingRecipe {
    var recipe = spec.map(TrainingRecipe.init(standardFor:)) ?? TrainingRecipe(sequence: 4096)
    let adapters = LowRankSpec(rank: loraRank ?? 16)
    if let train {
      recipe.method = try known(
        TrainingMethod(name: train, adapters: adapters), "train", train, ["full", "lora", "qlora"])
    }
    if let optimizer {
      recipe.optimizer = try known(
        Optimizer(name: optimizer), "optimizer", optimizer, Optimizer.allCases.map(\.rawValue))
    }
    if let trainPrecision {
      recipe.precision = try known(
        TrainingPrecision(name: trainPrecision), "train-precision", trainPrecision,
        TrainingPrecision.names.keys.sorted())
    }
    if let recompute {
      recipe.recompute = try known(
        RecomputeLevel(name: recompute), "recompute", recompute,
        RecomputeLevel.allCases.map(\.rawValue))
    }
    if let stage = zero.flatMap(ZeroStage.init(rawValue:)) { recipe.zero = stage }
    if let sequence { recipe.sequence = sequence }
    if let microBatch { recipe.microBatch = microBatch }
    recipe.gradientAccumulation = gradientAccumulation
    if let tensorParallel { recipe.layout.tensor = tensorParallel }
    if let pipelineParallel { recipe.layout.pipeline = pipelineParallel }
    if let dataParallel { recipe.layout.data = dataParallel }
    recipe.layout.isSequenceParallel = sequenceParallel
    return recipe
  }

  private func known<Value>(
    _ value: Value?, _ flag: String, _ text: String, _ names: [String]
  ) throws -> Value {
    guard let value else {
      throw WrongArguments(
        "--\(flag) must be one of \(names.joined(separator: ", ")), got '\(text)'")
    }
    return value
  }
}
