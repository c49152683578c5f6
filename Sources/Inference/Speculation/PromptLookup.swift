/// Drafts that a text goes on as it did the last time it said the same (arXiv 2304.04487, section
/// 3, with the text itself as the reference).
package struct PromptLookup {
  /// The longest end of the text that is looked for; longer matches count as this long.
  package static let longestMatch = 3

  /// The tokens after the last earlier place where the last three tokens stand, or the last two, or
  /// the last.
  ///
  /// A match near the end goes on into the draft itself, so a text that repeats a phrase is drafted
  /// to repeat it again.
  /// - Parameters:
  ///   - known: All tokens so far.
  ///   - count: Tokens to draft.
  /// - Returns: `count` tokens, or none if the last token is new.
  package static func draft(after known: [Int], count: Int) -> [Int] {
    guard count > 0, let next = continuation(of: known.span) else { return [] }
    var result: [Int] = []
    result.reserveCapacity(count)
    for index in next..<next + count {
      result.append(index < known.count ? known[index] : result[index - known.count])
    }
    return result
  }

  /// The index that followed the longest match, of equals the latest.
  private static func continuation(of tokens: Span<Int>) -> Int? {
    var best: (length: Int, next: Int)?
    var next = tokens.count - 1
    while next > 0 {
      let length = matchLength(tokens, endingAt: next)
      if length > best?.length ?? 0 {
        best = (length, next)
        if length == longestMatch { break }
      }
      next -= 1
    }
    return best?.next
  }

  /// Number of tokens before `next` equal those at the end.
  private static func matchLength(_ tokens: Span<Int>, endingAt next: Int) -> Int {
    var length = 0
    while length < min(longestMatch, next),
      tokens[next - 1 - length] == tokens[tokens.count - 1 - length]
    {
      length += 1
    }
    return length
  }
}
