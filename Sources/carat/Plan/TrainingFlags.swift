import ArgumentParser
import ModelSpec
import Sizing

/// The flags for training.
struct TrainingFlags: ParsableArguments {
  @Option(help: ArgumentHelp("Plan training: full, lora or qlora.", valueName: "method"))
  var train: String?

  @Option(
    help: ArgumentHelp(
      "The rule for steps: \(Optimizer.allCases.map(\.rawValue).joined(separator: ", ")). "
        + "(default: adamw)", valueName: "name"))
  var optimizer: String?

  @Option(
    help: ArgumentHelp(
      "What parameters are kept in while they are trained: "
        + "\(TrainingPrecision.names.keys.sorted().joined(separator: ", ")). (default: bf16)",
      valueName: "name"))
  var trainPrecision: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tokens of a training sequence. (default: the smaller of the model's context and 4096)",
      valueName: "n"))
  var sequence: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Sequences of one pass through a device. (default: 1; over several devices as the layout)",
      valueName: "n"))
  var microBatch: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Micro-batches of one optimizer step.", valueName: "n"))
  var gradientAccumulation: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Tokens to train on, such as 2T or 300B. (default: 20 for each parameter; of lora and qlora "
        + "15.36M, a fine-tune)", valueName: "count"))
  var tokens: TokenCount?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Days on the accelerators of --on: the best model and the tokens that they train.",
      valueName: "n"))
  var days: Double?

  @Option(
    help: ArgumentHelp("What is computed twice: none, selective or full.", valueName: "level"))
  var recompute: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What replicas divide (ZeRO): 0 to 3. (default: the lowest that fits)", valueName: "stage"))
  var zero: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Devices that share each matrix. (default: the fastest layout that fits on --on)",
      valueName: "n"))
  var tensorParallel: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Stages that the layers are cut into.", valueName: "n"))
  var pipelineParallel: Int?

  @Option(parsing: .unconditional, help: ArgumentHelp("Replicas.", valueName: "n"))
  var dataParallel: Int?

  @Flag(help: "Tensor-parallel devices share the sequence between matrices too.")
  var sequenceParallel = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Rank of the adapters of lora and qlora. (default: 16)", valueName: "n"))
  var loraRank: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Share of the peak rate that training reaches (MFU), above 0 to 1. (default: 0.4)",
      valueName: "share"))
  var utilization: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Power of the building over power of the machines (PUE), from 1. (default: 1)",
      valueName: "factor"))
  var pue: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Kilograms of CO2 for a kilowatt-hour of the grid.", valueName: "kg"))
  var gridIntensity: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Price of an accelerator-hour.", valueName: "price"))
  var price: Double?

  func validate() throws {
    try FlagRange.check("sequence", sequence, 1...1 << 32)
    try FlagRange.check("micro-batch", microBatch, 1...1 << 32)
    try FlagRange.check("gradient-accumulation", gradientAccumulation, 1...1 << 32)
    try FlagRange.check("zero", zero, 0...3)
    try FlagRange.check("tensor-parallel", tensorParallel, 1...1 << 16)
    try FlagRange.check("pipeline-parallel", pipelineParallel, 1...1 << 16)
    try FlagRange.check("data-parallel", dataParallel, 1...1 << 24)
    try FlagRange.check("lora-rank", loraRank, 1...1 << 24)
    try FlagRange.check("days", days, "above 0 and at most 1000000") { $0 > 0 && $0 <= 1e6 }
    try FlagRange.check("utilization", utilization, "above 0 and at most 1, such as 0.4") {
      $0 > 0 && $0 <= 1
    }
    try FlagRange.check("pue", pue, "at least 1, such as 1.2") { $0 >= 1 && $0 <= 1e6 }
    try FlagRange.check("grid-intensity", gridIntensity, "0 or more") { $0 >= 0 && $0 <= 1e9 }
    try FlagRange.check("price", price, "0 or more") { $0 >= 0 && $0 <= 1e12 }
    if loraRank != nil, TrainingMethod(name: train ?? "full")?.adapters == nil {
      let now = train.map { "--train \($0)" } ?? "no --train"
      throw ValidationError(
        "--lora-rank is the rank of adapters: it needs --train lora or --train qlora, got \(now)")
    }
  }

  /// Tells whether any flag asks for training: `--train`, or one that only training has.
  var isAsked: Bool { !recipeFlags.isEmpty }

  /// The flags that describe a recipe, as far as they were given.
  private var recipeFlags: [String] {
    FlagRange.given([
      "train": train, "optimizer": optimizer, "train-precision": trainPrecision,
      "sequence": sequence, "micro-batch": microBatch,
      "gradient-accumulation": gradientAccumulation, "recompute": recompute, "zero": zero,
      "tensor-parallel": tensorParallel, "pipeline-parallel": pipelineParallel,
      "data-parallel": dataParallel, "sequence-parallel": sequenceParallel,
      "lora-rank": loraRank,
    ])
  }

  /// The flags that were given.
  var given: [String] {
    recipeFlags
      + FlagRange.given([
        "tokens": tokens, "days": days, "utilization": utilization, "pue": pue,
        "grid-intensity": gridIntensity, "price": price,
      ])
  }
}
