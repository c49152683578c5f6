import Constraints
import Generation
import Inference

/// A model of bytes that answers at random, within a constraint.
struct AnswerWalk {
  private var random: ToolCallRandom

  init(seed: UInt64) { random = ToolCallRandom(state: seed &* 2 &+ 1) }

  /// An answer: its start, then so many bytes at random, those that are rare in text first, then
  /// the shortest end.
  ///
  /// Returns `nil` if the constraint comes to a place where nothing may follow and nothing end.
  mutating func answer(
    _ constraint: Constraint, after start: [UInt8] = [], length: Int
  ) throws -> [UInt8]? {
    let vocabulary = ConstraintVocabulary(
      tokens: (0...255).map { [UInt8($0)] } + [nil], endTokens: [256])
    let constraint = try CompiledConstraint(
      try ConstraintDefinition(constraint), vocabulary: vocabulary)
    var matcher = constraint.matcher()
    guard matcher.accept(bytes: start) else { return nil }
    var bytes = start
    while bytes.count < length {
      var mask = TokenMask(tokenCount: 257)
      try matcher.fillMask(&mask)
      let permitted = (0...255).filter { mask.contains($0) }
      guard !permitted.isEmpty else { break }
      let marks = permitted.filter { Self.marks.contains(UInt8($0)) }
      let choice = marks.isEmpty || random.draw(3) == 0 ? permitted : marks
      let byte = UInt8(choice[random.draw(choice.count)])
      guard matcher.accept(bytes: [byte]) else { return nil }
      bytes.append(byte)
    }
    let end = matcher.shortestCompletion()
    guard matcher.accept(bytes: end), matcher.isComplete else { return nil }
    return bytes + end
  }

  private static let marks = Set("\"'{}[]()<>:=,\\0123456789aeioulnt ".utf8)
}
