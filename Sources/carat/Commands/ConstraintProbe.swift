import Constraints
import Inference
import PlainText
import Tokenizers

/// Tries texts against constraints, token by token, as a model would write them.
struct ConstraintProbe {
  /// A constraint and the time that it took.
  struct Compiled {
    let constraint: CompiledConstraint
    let microseconds: Double
  }

  /// The fate of a text.
  struct Outcome {
    let isAccepted: Bool
    /// Bytes of the tokens that were permitted.
    let acceptedBytes: Int
    /// The token that was not, if one was not.
    let refused: String?
    /// Microseconds of each mask.
    let maskMicroseconds: [Double]
    /// The limit that the constraint went beyond, so that nothing is known of the text.
    var failure: ConstraintError?

    var text: String {
      if let failure { return "\(failure)" }
      if isAccepted { return "accepted" }
      guard let refused else { return "not complete: something must follow" }
      return "refused after \(NumberText.count(acceptedBytes, "byte")), at '\(refused.oneLine)'"
    }
  }

  let tokenizer: Tokenizer
  let vocabulary: ConstraintVocabulary

  /// Compiles a constraint.
  func compile(_ definition: ConstraintDefinition) -> Result<Compiled, ConstraintError> {
    let start = ContinuousClock.now
    do {
      let constraint = try CompiledConstraint(definition, vocabulary: vocabulary)
      return .success(
        Compiled(constraint: constraint, microseconds: Self.microseconds(since: start)))
    } catch {
      return .failure(error)
    }
  }

  /// Number of tokens that an answer may begin with.
  ///
  /// - Throws: `ConstraintError` beyond a limit.
  func permittedFirst(_ constraint: CompiledConstraint) throws(ConstraintError) -> Int {
    var mask = TokenMask(tokenCount: vocabulary.tokenCount)
    try constraint.matcher().fillMask(&mask)
    return mask.count
  }

  /// Checks a text, with the mask of every token before it is taken.
  func check(_ text: String, _ constraint: CompiledConstraint) -> Outcome {
    var matcher = constraint.matcher()
    var mask = TokenMask(tokenCount: vocabulary.tokenCount)
    var (bytes, times): (Int, [Double]) = (0, [])
    func outcome(_ isAccepted: Bool, refused: String?) -> Outcome {
      Outcome(
        isAccepted: isAccepted, acceptedBytes: bytes, refused: refused, maskMicroseconds: times,
        failure: matcher.failure)
    }
    let tokens = tokenizer.encode(text, addSpecialTokens: false)
    // A tokenizer that changes texts first cannot write this one; its bytes tell what is valid.
    guard tokens.flatMap({ tokenizer.bytes(of: $0) ?? [] }) == Array(text.utf8) else {
      for byte in text.utf8 {
        guard matcher.accept(bytes: [byte]) else {
          return outcome(false, refused: String(decoding: [byte], as: UTF8.self))
        }
        bytes += 1
      }
      return outcome(matcher.isComplete, refused: nil)
    }
    for token in tokens {
      let start = ContinuousClock.now
      // Beyond a limit no token is permitted, and the matcher says so.
      let isKnown = (try? matcher.fillMask(&mask)) != nil
      times.append(Self.microseconds(since: start))
      guard isKnown, mask.contains(token), matcher.accept(token) else {
        let bytes = tokenizer.bytes(of: token) ?? []
        return outcome(false, refused: String(decoding: bytes, as: UTF8.self))
      }
      bytes += tokenizer.bytes(of: token)?.count ?? 0
    }
    return outcome(matcher.isComplete, refused: nil)
  }

  private static func microseconds(since start: ContinuousClock.Instant) -> Double {
    let time = (ContinuousClock.now - start).components
    return Double(time.seconds) * 1e6 + Double(time.attoseconds) * 1e-12
  }
}
