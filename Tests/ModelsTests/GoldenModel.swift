import Foundation
import JSON
import ModelFiles
import ModelSpec
import Models
import Tensors
import Tokenizers

/// A tiny model of `Tests/Goldens` with what its authors' code computes for it.
struct GoldenModel {
  struct Sequence {
    let tokens: [Int]
    let logProbabilities: [Double?]
    let rows: [(position: Int, logProbabilities: [Double])]
    let lastLogits: [Double]
  }

  let name: String
  let checkpoint: Checkpoint
  let sequences: [Sequence]
  let tolerance: Double
  /// Distance of the authors' own code from the record when it computes in BF16, for models
  /// stored so.
  let bfloat16Difference: Double?

  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Goldens").path

  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { FileManager.default.fileExists(atPath: "\(folder)/\($0)/golden.json") }
      .sorted()
  }()

  init(_ name: String) throws {
    self.name = name
    let path = "\(Self.folder)/\(name)"
    checkpoint = try Checkpoint(opening: path)
    let data = try Data(contentsOf: URL(filePath: "\(path)/golden.json"))
    let json = try JSONValue(parsing: data)
    tolerance = json["tolerance"]?.number ?? 1e-4
    bfloat16Difference = json["bfloat16Difference"]?.number
    sequences = ([json] + (json["additional"]?.array ?? [])).map(Self.sequence)
  }

  /// Greatest distance of a log-probability from the record.
  ///
  /// Where BF16 weights multiply in BF16, half as far as the authors' own BF16, which also rounds
  /// what lies between the products.
  func tolerance(_ isa: InstructionSet) -> Double {
    guard isa.multipliesInBF16, let bfloat16Difference else { return tolerance }
    return bfloat16Difference / 2
  }

  private static func sequence(_ json: JSONValue) -> Sequence {
    Sequence(
      tokens: json["tokens"]?.array?.compactMap(\.integer) ?? [],
      logProbabilities: json["logprobs"]?.array?.map(\.number) ?? [],
      rows: (json["rows"]?.array ?? []).compactMap { row in
        guard let position = row["position"]?.integer,
          let values = row["logprobs"]?.array?.compactMap(\.number)
        else { return nil }
        return (position, values)
      },
      lastLogits: json["lastLogits"]?.array?.compactMap(\.number) ?? [])
  }
}

extension InstructionSet {
  /// The best of this machine that multiplies BF16 weights with float32, as the recorded code did.
  static var bestInFloat: InstructionSet { available.last { !$0.multipliesInBF16 } ?? .scalar }
}

/// A transformer with room for one sequence, and the bookkeeping that a test needs.
struct GoldenRunner {
  let transformer: Transformer
  let cache: KeyValueCache

  init(
    _ checkpoint: Checkpoint, threads: Int = 1, rows: Int = 128, context: Int = 256,
    isa: InstructionSet? = nil, cacheFormat: StorageFormat = .f32
  ) throws {
    let plan = MemoryPlan(
      context: context, rows: rows, positionsPerBlock: KeyValueStore.positionsPerBlock,
      cacheFormat: cacheFormat)
    try self.init(
      checkpoint, on: CPUDevice(threads: threads, instructionSet: isa ?? .bestInFloat), plan: plan)
  }

  init(_ checkpoint: Checkpoint, on device: any Device, plan: MemoryPlan) throws {
    transformer = try Transformer(
      checkpoint.spec, weights: ModelWeights(checkpoint.weightMap(), device: device),
      device: device, plan: plan)
    cache = try KeyValueCache(checkpoint.spec, plan: plan, device: device)
  }

  init(transformer: Transformer, cache: KeyValueCache) {
    (self.transformer, self.cache) = (transformer, cache)
  }

  /// Log-probabilities of all tokens after each row, reading `tokens` in pieces of `step`.
  func logProbabilities(_ tokens: [Int], step: Int? = nil) -> [[Double]] {
    let step = step ?? tokens.count
    var result: [[Double]] = []
    var position = 0
    while position < tokens.count {
      let end = min(position + step, tokens.count)
      var batch = ForwardBatch(groups: cache.groups.count)
      batch.append(tokens[position..<end], position: position, length: tokens.count)
      for group in cache.groups.indices {
        let window = cache.groups[group].window
        let first = window.map { max(0, position - $0 + 1) / KeyValueStore.positionsPerBlock } ?? 0
        batch.setRing(
          first...(end - 1) / KeyValueStore.positionsPerBlock, base: 0,
          count: Int32(cache.blockCounts[group]), group: group)
      }
      guard let hidden = transformer.forward(batch, cache: cache) else { return result }
      var row = 0
      while row < batch.rows {
        let count = min(transformer.maximumLogitRows, batch.rows - row)
        let logits = transformer.logits(hidden, rows: row..<row + count)
        for index in 0..<count { result.append(transformer.logSoftmax(logits, index)) }
        row += count
      }
      position = end
    }
    return result
  }
}

extension Transformer {
  /// Log-probabilities of a row of logits.
  func logSoftmax(_ logits: Matrix, _ row: Int) -> [Double] {
    var result: [Double] = []
    device.readBack(logits, row: row) { span in
      let values = span.indices.map { Double(span[$0]) }
      let shift = values.max() ?? 0
      let total = log(values.reduce(0) { $0 + exp($1 - shift) }) + shift
      result = values.map { $0 - total }
    }
    return result
  }
}
