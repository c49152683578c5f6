import ModelSpec
private import Tensors

/// Keeps account of the bytes of announced tensors as they arrive one after another.
struct TensorSequence {
  /// The tensors in the order in which their bytes must come.
  let entries: [WeightEntry]
  private let path: String
  /// The tensor whose bytes come next; the number of tensors at the end.
  private(set) var current = 0
  /// Bytes of the current tensor that have not come yet.
  private(set) var missing = 0

  /// Starts before the first tensor.
  init(_ entries: [WeightEntry], path: String) {
    self.entries = entries
    self.path = path
    missing = entries.first?.byteCount ?? 0
    skipEmpty()
  }

  /// Counts bytes of the current tensor in; returns whether they complete it.
  mutating func count(_ byteCount: Int) throws(ModelFileError) -> Bool {
    guard byteCount > 0 else { return false }
    guard current < entries.count else {
      throw ModelFileError(
        .mismatched, path: path, "more bytes are written than the tensors take",
        got: "\(byteCount) bytes after the last tensor")
    }
    guard byteCount <= missing else {
      throw ModelFileError(
        .mismatched, path: path,
        "more bytes are written than tensor \(quoted(entries[current].name)) takes",
        expected: "at most \(missing)", got: "\(byteCount)")
    }
    missing -= byteCount
    guard missing == 0 else { return false }
    advance()
    skipEmpty()
    return true
  }

  /// Throws if a tensor's bytes have not all come.
  func checkComplete() throws(ModelFileError) {
    guard current < entries.count else { return }
    throw ModelFileError(
      .mismatched, path: path, "not all of tensor \(quoted(entries[current].name)) was written",
      expected: "\(missing) more bytes")
  }

  private mutating func skipEmpty() {
    while current < entries.count, missing == 0 { advance() }
  }

  private mutating func advance() {
    current += 1
    missing = current < entries.count ? entries[current].byteCount : 0
  }

  /// Leaves room for padding before sums overflow.
  private static let largestFile = 1 << 60

  /// Checks announced tensors and gives each its size.
  static func entries(
    for declarations: [TensorDeclaration], path: String
  ) throws(ModelFileError) -> [WeightEntry] {
    var names: Set<String> = []
    var entries: [WeightEntry] = []
    var total = 0
    for declaration in declarations {
      let name = declaration.name
      guard !name.isEmpty, names.insert(name).inserted else {
        throw ModelFileError(
          .mismatched, path: path, "tensor names must be there once each", got: quoted(name))
      }
      guard
        let byteCount = Tensor.byteCount(shape: declaration.shape, format: declaration.format)
      else {
        throw ModelFileError(
          .mismatched, path: path, "tensor \(quoted(name)) cannot have this shape and format",
          got: "\(declaration.shape) of \(declaration.format.name)")
      }
      let (sum, overflow) = total.addingReportingOverflow(byteCount)
      guard !overflow, sum < largestFile else {
        throw ModelFileError(
          .mismatched, path: path, "the sizes up to tensor \(quoted(name)) are too large")
      }
      total = sum
      entries.append(
        WeightEntry(
          name: name, shape: declaration.shape, formatName: declaration.format.name,
          format: declaration.format, byteCount: byteCount))
    }
    return entries
  }
}
