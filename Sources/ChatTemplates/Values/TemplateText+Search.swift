extension TemplateText {
  /// The first occurrence at or after an offset; an empty pattern is found at once.
  func find(_ pattern: TemplateText, from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    return Self.search(pattern.bytes, in: bytes, start: start, end: end)
  }

  /// The last occurrence that ends at or before an offset.
  func findLast(_ pattern: TemplateText, from start: Int = 0, to end: Int? = nil) -> Int? {
    let end = end ?? bytes.count
    guard !pattern.isEmpty else { return start <= end ? end : nil }
    guard start <= end else { return nil }
    let reversed = Array(bytes[start..<end].reversed())
    let reversedPattern = Array(pattern.bytes.reversed())
    guard let found = Self.search(reversedPattern, in: reversed, start: 0, end: reversed.count)
    else { return nil }
    return end - found - pattern.bytes.count
  }

  func hasPrefix(_ prefix: TemplateText) -> Bool { bytes.starts(with: prefix.bytes) }

  func hasSuffix(_ suffix: TemplateText) -> Bool {
    bytes.count >= suffix.bytes.count
      && bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
  }

  /// Every occurrence from the left, none overlapping, at most `limit`.
  func occurrences(of pattern: TemplateText, limit: Int = .max) -> [Int] {
    guard !pattern.isEmpty else { return [] }
    var found: [Int] = []
    Self.searchAll(pattern.bytes, in: bytes, start: 0, end: bytes.count) { offset in
      found.append(offset)
      return found.count < limit
    }
    return found
  }

  /// Every occurrence counted from the right, none overlapping, at most `limit`, in
  /// ascending order.
  func occurrencesFromRight(of pattern: TemplateText, limit: Int) -> [Int] {
    guard !pattern.isEmpty, limit > 0 else { return [] }
    var found: [Int] = []
    Self.searchAll(
      Array(pattern.bytes.reversed()), in: Array(bytes.reversed()), start: 0, end: bytes.count
    ) { offset in
      found.append(bytes.count - offset - pattern.bytes.count)
      return found.count < limit
    }
    return found.reversed()
  }

  private static func search(
    _ pattern: [UInt8], in text: [UInt8], start: Int, end: Int
  ) -> Int? {
    guard start <= end else { return nil }
    guard !pattern.isEmpty else { return start }
    var result: Int?
    searchAll(pattern, in: text, start: start, end: end) { offset in
      result = offset
      return false
    }
    return result
  }

  /// Knuth, Morris and Pratt's search (1977): linear for hostile text too.
  private static func searchAll(
    _ pattern: [UInt8], in text: [UInt8], start: Int, end: Int, _ found: (Int) -> Bool
  ) {
    guard pattern.count <= end - start else { return }
    var failure = [Int](repeating: 0, count: pattern.count)
    var matched = 0
    for index in 1..<max(1, pattern.count) {
      while matched > 0, pattern[index] != pattern[matched] { matched = failure[matched - 1] }
      if pattern[index] == pattern[matched] { matched += 1 }
      failure[index] = matched
    }
    matched = 0
    for index in start..<end {
      while matched > 0, text[index] != pattern[matched] { matched = failure[matched - 1] }
      if text[index] == pattern[matched] { matched += 1 }
      if matched == pattern.count {
        guard found(index + 1 - pattern.count) else { return }
        matched = 0
      }
    }
  }
}
