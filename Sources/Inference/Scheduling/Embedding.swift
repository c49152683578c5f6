import Tensors

/// The mean of a sequence's last hidden states, as its rows are computed.
// Safety: made by the caller, then used by the computing thread alone.
final class Embedding: @unchecked Sendable {
  /// The position whose row is wanted next.
  private(set) var next = 0
  private let count: Int
  private var sum: [Double]
  private let onResult: (Result<[Float], any Error>) -> Void

  /// - Parameters:
  ///   - count: Tokens of the sequence.
  ///   - dimension: Columns of a hidden state.
  ///   - onResult: Called once, on the computing thread.
  init(count: Int, dimension: Int, onResult: @escaping (Result<[Float], any Error>) -> Void) {
    self.count = count
    self.onResult = onResult
    sum = Array(repeating: 0, count: dimension)
  }

  /// Takes the hidden state of the next position.
  ///
  /// - Returns: Whether it was the last one.
  func receive(_ state: Span<Float>) -> Bool {
    for column in sum.indices { sum[column] += Double(state[column]) }
    next += 1
    guard next == count else { return false }
    let length = sum.reduce(0) { $0 + $1 * $1 }.squareRoot()
    onResult(.success(sum.map { Float(length > 0 ? $0 / length : 0) }))
    return true
  }

  /// Ends it without a vector.
  func finish(throwing error: any Error) { onResult(.failure(error)) }
}
