public import ModelSpec
import Tensors

/// A model of some shape with random weights: for measuring speed and memory, and for tests.
///
/// Matrices and biases are drawn from a normal distribution with a deviation of 0.02, factors of
/// norms are 1. One seed gives one model, whatever the machine and the number of threads, and, but
/// for rounding, whatever the format.
public struct RandomModel: Sendable {
  /// The shape.
  public let spec: ModelSpec
  /// Seed of the random numbers.
  public let seed: UInt64
  /// Special tokens and tokenizer that go with the shape.
  public let companions: ModelCompanions?

  /// A model of this shape.
  public init(_ spec: ModelSpec, seed: UInt64, companions: ModelCompanions? = nil) {
    self.spec = spec
    self.seed = seed
    self.companions = companions
  }

  /// Writes the model.
  ///
  /// - Parameters:
  ///   - path: A file that ends in `.gguf`, or a folder in the Hugging Face layout.
  ///   - format: The format of matrices.
  ///   - replacing: Whether files that have the names give way to the new ones when those
  ///     are complete.
  ///   - threads: Threads that quantise.
  ///   - progress: Called after every few megabytes.
  /// - Throws: `SpecError` for an impossible shape, `ConversionError` for one that files cannot
  ///   describe, `ModelFileError` for what cannot be written, `CancellationError`.
  @discardableResult
  public func write(
    to path: String, format: TargetFormat, replacing: Bool = false, threads: Int = 1,
    progress: @escaping (ConversionProgress) throws -> Void = { _ in }
  ) throws -> ConversionReport {
    try spec.validate()
    let place = try ConversionPlace(path)
    let columns = spec.tensors.map { $0.shape.max() ?? 1 }.filter { $0 <= 1 << 20 }
    let pool = try RandomPool(seed: seed, longestRow: columns.max() ?? 1)
    var stream: UInt64 = 0
    let plan: ConversionPlan
    if place.container == .gguf {
      plan = try .gguf(random: spec, companions: companions, target: format) { entry in
        stream += 1
        return content(entry, pool, stream, normFactor: 1)
      }
    } else {
      let plain = try ConversionPlan.plainFormat(format, path: place.path)
      let factor = 1 - spec.architecture.definition.huggingFace.normOffset
      plan = try .folder(random: spec, companions: companions, format: plain) { entry in
        stream += 1
        return content(entry, pool, stream, normFactor: factor)
      }
    }
    return try plan.write(
      to: place, format: format, replacing: replacing, sources: [], threads: threads,
      progress: progress)
  }

  private func content(
    _ entry: TensorLayout.Entry, _ pool: RandomPool, _ stream: UInt64, normFactor: Float
  ) -> TensorContent {
    guard entry.roles[0].role.isNormFactor else {
      return .random(RandomRows(pool: pool, stream: stream))
    }
    return .values(Array(repeating: normFactor, count: entry.shape[0]))
  }
}

/// A stock of normal values that rows are cut from, in each format that was asked for.
///
/// Cutting from a stock is as fast as copying; rows begin at many different places, so that
/// matrices have full rank in practice.
final class RandomPool {
  /// Rows begin at multiples of this many values, a multiple of every block.
  static let step = 256
  /// Values in stock.
  let count: Int
  /// Distinguishes the rows of one model from those of another.
  let seed: UInt64
  private let values: Tensor
  private var stocks: [StorageFormat: Storage] = [:]

  init(seed: UInt64, longestRow: Int) throws {
    self.seed = seed
    let needed = max(1 << 20, 4 * longestRow)
    count = (needed + Self.step - 1) / Self.step * Self.step
    var generator = SplitMix64(state: seed)
    let storage = try Storage(copying: (0..<count).map { _ in 0.02 * generator.nextNormal() })
    guard
      let tensor = Tensor(
        storage: storage, offset: 0, shape: [count / Self.step, Self.step], format: .f32)
    else { preconditionFailure("a vector's memory holds its values") }
    values = tensor
  }

  /// All values in a format, blocks one after another.
  func stock(_ format: StorageFormat, device: CPUDevice) throws -> Storage {
    if let stock = stocks[format] { return stock }
    let width = Self.step / format.elementsPerBlock * format.bytesPerBlock
    let stock = try Storage(allocating: values.rows * width)
    try device.convert(values, rows: 0..<values.rows, to: format, into: stock)
    stocks[format] = stock
    return stock
  }
}

/// The rows of one random tensor.
struct RandomRows {
  let pool: RandomPool
  /// Distinguishes this tensor from the others of the model.
  let stream: UInt64

  /// Puts out the rows of a tensor one after another.
  func write(
    _ target: TensorDeclaration, device: CPUDevice, append: (Storage, Range<Int>) throws -> Void
  ) throws {
    let (format, columns) = (target.format, target.shape.last ?? 1)
    guard let width = format.bytes(forElements: columns), columns <= pool.count else {
      throw ConversionError(
        "\(target.name): rows of \(columns) do not fill blocks of \(format.name)")
    }
    let stock = try pool.stock(format, device: device)
    let places = UInt64((pool.count - columns) / RandomPool.step + 1)
    var generator = SplitMix64(state: pool.seed ^ (stream &* 0xA24B_AED4_963E_E407))
    for _ in 0..<target.shape.dropLast().reduce(1, *) {
      let value = Int(generator.next() % places) * RandomPool.step
      let start = value / format.elementsPerBlock * format.bytesPerBlock
      try append(stock, start..<start + width)
    }
  }
}

/// Steele, Lea and Flood's generator of 64-bit numbers (OOPSLA 2014), small and the
/// same everywhere.
struct SplitMix64: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Nearly normal, deviation 1: the sum of twelve uniform numbers, exact in binary, so that no
  /// machine's library matters.
  mutating func nextNormal() -> Float {
    var sum = 0
    for _ in 0..<3 {
      let bits = next()
      for part in 0..<4 { sum += Int((bits >> (16 * UInt64(part))) & 0xFFFF) }
    }
    return (Float(sum) + 6 - 6 * 65_536) / 65_536
  }
}
