import ModelSpec

/// Ways to spread a recipe over more and more devices; a bill that two accelerators ask for is
/// written once.
struct TrainingLadder {
  private struct Key: Hashable {
    var tensor: Int
    var data: Int
    var zero: ZeroStage
  }

  let spec: ModelSpec
  let request: PlanRequest
  private var bills: [Key: Int] = [:]

  init(spec: ModelSpec, request: PlanRequest) {
    self.spec = spec
    self.request = request
  }

  /// The smallest number of a row's devices that hold the recipe, with the fewest shards and the
  /// lowest stage that do.
  mutating func smallest(_ row: Accelerator, _ plan: Plan) -> AcceleratorFit? {
    guard let recipe = request.training else { return nil }
    for count in counts(recipe) {
      guard let selection = try? AcceleratorSelection(row, count: count) else { continue }
      for tensor in shards(recipe, count: count, row) {
        guard let (spread, bytes) = lowest(recipe, tensor, count, row.usableMemoryBytes) else {
          continue
        }
        return AcceleratorFit(
          selection: selection, perDeviceBytes: bytes, fits: true, speed: nil, recipe: spread,
          run: (try? plan.run(on: selection)) ?? nil, loadKind: .training)
      }
    }
    return nil
  }

  /// The layout's own devices where it was given, else powers of two.
  private func counts(_ recipe: TrainingRecipe) -> [Int] {
    if request.isLayoutGiven { return [recipe.layout.devices] }
    var counts = [1]
    while let last = counts.last, last < MachineSearch.mostDevices { counts.append(2 * last) }
    return counts
  }

  /// Numbers of devices that share each matrix: one, or up to eight within a link's reach.
  private func shards(_ recipe: TrainingRecipe, count: Int, _ row: Accelerator) -> [Int] {
    guard !request.isLayoutGiven, !request.isShardingGiven, recipe.layout.tensor == 1 else {
      return [recipe.layout.tensor]
    }
    let reach = min(row.interconnect?.devices?.value ?? 8, 8)
    return [1, 2, 4, 8].filter { $0 <= reach && $0 <= count }
  }

  private mutating func lowest(
    _ recipe: TrainingRecipe, _ tensor: Int, _ count: Int, _ memory: Int
  ) -> (TrainingRecipe, Int)? {
    let group = tensor * recipe.layout.pipeline
    guard group > 0, count % group == 0 else { return nil }
    var spread = recipe
    spread.layout.tensor = tensor
    spread.layout.data = count / group
    let hasChoice = !request.isZeroGiven && spread.layout.data > 1
    for stage in hasChoice ? ZeroStage.allCases : [recipe.zero] {
      spread.zero = stage
      guard let bytes = bytes(spread), bytes <= memory else { continue }
      return (spread, bytes)
    }
    return nil
  }

  private mutating func bytes(_ recipe: TrainingRecipe) -> Int? {
    let layout = recipe.layout
    let key = Key(tensor: layout.tensor, data: layout.data, zero: recipe.zero)
    if let known = bills[key] { return known == Int.max ? nil : known }
    let bytes = (try? TrainingBill(spec, recipe: recipe))?.perDeviceBytes
    bills[key] = bytes ?? Int.max
    return bytes
  }
}
