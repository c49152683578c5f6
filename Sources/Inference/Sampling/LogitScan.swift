internal import Generation

/// One pass over the logits: that they are numbers, and the greatest of each block.
///
/// The blocks let later passes go straight to the few that hold likely tokens.
struct LogitScan: Sendable {
  static let blockSize = 256
  private static let infinity = Float.infinity.orderKey
  private static let minusInfinity = (-Float.infinity).orderKey

  /// The order key of each block's greatest logit.
  private(set) var maxima: [Int32]
  /// The order key of the greatest logit.
  private(set) var maximumKey = Int32.min

  init(vocabularySize: Int) {
    let blocks = (vocabularySize + Self.blockSize - 1) / Self.blockSize
    maxima = Array(repeating: .min, count: blocks)
  }

  /// The greatest logit.
  var maximum: Float { Float(orderKey: maximumKey) }

  /// The tokens of a block.
  static func tokens(ofBlock block: Int, vocabularySize: Int) -> Range<Int> {
    block * blockSize..<min((block + 1) * blockSize, vocabularySize)
  }

  /// Reads the logits of the next token.
  ///
  /// - Throws: `GenerationError.failed` if a logit is NaN or +infinity, or if all are -infinity.
  mutating func read(_ logits: Span<Float>) throws(GenerationError) {
    let lowest = findMaxima(logits)
    // NaN of either sign has its key beyond an infinity's.
    guard maximumKey < Self.infinity, lowest >= Self.minusInfinity else {
      throw Self.notANumber(logits)
    }
    guard maximumKey > Self.minusInfinity else {
      throw .failed(
        "no token can follow: all \(logits.count) logits are -infinity; the model's weights, or "
          + "what was subtracted from its logits, are broken")
    }
  }

  /// Reads logits that are known to be numbers or -infinity; tells whether one is a number.
  mutating func readFinite(_ logits: Span<Float>) -> Bool {
    _ = findMaxima(logits)
    return maximumKey > Self.minusInfinity
  }

  /// Finds the greatest logits; returns the key of the least.
  private mutating func findMaxima(_ logits: Span<Float>) -> Int32 {
    var highest = Int32.min
    var lowest = Int32.max
    for block in maxima.indices {
      let tokens = Self.tokens(ofBlock: block, vocabularySize: logits.count)
      let part = logits.extracting(tokens)
      var high = Int32.min
      for index in part.indices {
        let key = part[index].orderKey
        high = max(high, key)
        lowest = min(lowest, key)
      }
      maxima[block] = high
      highest = max(highest, high)
    }
    maximumKey = highest
    return lowest
  }

  /// The lowest id among the likeliest tokens.
  func likeliest(_ logits: Span<Float>) -> Int {
    let block = maxima.firstIndex(of: maximumKey) ?? 0
    let tokens = Self.tokens(ofBlock: block, vocabularySize: logits.count)
    return tokens.first { logits[$0].orderKey == maximumKey } ?? tokens.lowerBound
  }

  private static func notANumber(_ logits: Span<Float>) -> GenerationError {
    let token = logits.indices.first { logits[$0].isNaN || logits[$0] == .infinity } ?? 0
    return .failed(
      "the model gave token \(token) the logit \(logits[token]), expected a finite number or "
        + "-infinity; its weights are broken or its activations overflow: check the model file")
  }
}
