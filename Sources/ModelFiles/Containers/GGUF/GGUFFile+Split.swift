extension GGUFFile {
  /// The parts of the model that begins with `first`, after checks that they belong together.
  static func parts(from first: Part) throws(ModelFileError) -> [Part] {
    guard let count = try first.header.metadata.integer(ifPresent: "split.count"), count > 1 else {
      return [first]
    }
    let name = try SplitName(first, count: count)
    var parts = [first]
    for number in 1..<count {
      let path = name.path(of: number)
      let part: Part
      do { part = try Part(opening: path) } catch {
        guard error.kind == .inaccessible else { throw error }
        throw ModelFileError(
          .missing, path: first.path, "part \(number + 1) of \(count) cannot be read",
          expected: path, advice: "put all parts into one folder")
      }
      try check(part, number: number, count: count)
      parts.append(part)
    }
    try checkTensorCount(parts)
    return parts
  }

  private static func check(_ part: Part, number: Int, count: Int) throws(ModelFileError) {
    let metadata = part.header.metadata
    let found = (try metadata.integer("split.no"), try metadata.integer("split.count"))
    guard found == (number, count) else {
      throw ModelFileError(
        .malformed, path: part.path, "this is not the part that its name says",
        expected: "part \(number + 1) of \(count)",
        got: "split.no \(found.0), split.count \(found.1)")
    }
  }

  private static func checkTensorCount(_ parts: [Part]) throws(ModelFileError) {
    let metadata = parts[0].header.metadata
    guard let expected = try metadata.integer(ifPresent: "split.tensors.count") else { return }
    let found = parts.reduce(0) { $0 + $1.header.tensors.count }
    guard found == expected else {
      throw ModelFileError(
        .malformed, path: parts[0].path, "the parts do not hold the tensors that are announced",
        expected: "split.tensors.count \(expected)", got: "\(found) in \(parts.count) parts")
    }
  }
}

/// The names of the parts of a split model: `model-00001-of-00003.gguf` and so on.
private struct SplitName {
  let prefix: String
  let count: Int

  /// Reads the pattern from the first part.
  init(_ first: GGUFFile.Part, count: Int) throws(ModelFileError) {
    let number = try first.header.metadata.integer("split.no")
    guard count <= 99_999 else {
      throw ModelFileError(
        .malformed, path: first.path, "split.count is too large", expected: "at most 99999",
        got: "\(count)")
    }
    let suffix = Self.suffix(number: 0, of: count)
    guard number == 0 else {
      throw ModelFileError(
        .unsupported, path: first.path, "a split model is named by its first part",
        expected: "the file whose name ends in \(suffix)",
        got: "part \(number < count && number > 0 ? "\(number + 1)" : "number \(number)")")
    }
    guard first.path.hasSuffix(suffix) else {
      throw ModelFileError(
        .malformed, path: first.path, "the first of \(count) parts has an unexpected name",
        expected: "a name that ends in \(suffix)", advice: "give the parts their own names back")
    }
    prefix = String(first.path.dropLast(suffix.count))
    self.count = count
  }

  /// Path of the part with this number, counted from 0.
  func path(of number: Int) -> String { prefix + Self.suffix(number: number, of: count) }

  private static func suffix(number: Int, of count: Int) -> String {
    "-\((number + 1).fiveDigits)-of-\(count.fiveDigits).gguf"
  }
}
