/// The share of the memory's bandwidth that a step of generating uses.
///
/// A step reads every weight once. Caches may hold a part of them from the step before, so that a
/// small model is read faster than memory gives: its share is of the better of two measured rates,
/// and says nothing above one but errors of measurement.
public struct DecodeBandwidth: Sendable, Hashable {
  /// Bytes from which on nothing of a step is left in a cache when the next one wants it.
  public static let beyondCaches = 512 << 20

  /// Bytes that one step reads for all its sequences.
  public let bytesPerStep: Int
  /// Rate of reading a buffer far larger than caches, in bytes for each second.
  public let memory: Double
  /// Rate of reading a buffer as large as a step, where caches can matter.
  public let ofStep: Double?

  /// A step and the rates that were measured.
  ///
  /// - Parameter rate: The rate of reading a buffer of so many bytes again and again, or `nil` if
  ///   it cannot be measured.
  public init?(bytesPerStep: Int, rate: (Int) -> Double?) {
    guard bytesPerStep > 0, let memory = rate(Self.beyondCaches), memory > 0 else { return nil }
    self.bytesPerStep = bytesPerStep
    self.memory = memory
    ofStep = bytesPerStep < Self.beyondCaches ? rate(bytesPerStep) : nil
  }

  /// Bandwidth that can be had at best.
  public var best: Double { max(memory, ofStep ?? memory) }

  /// Tells whether caches give clearly more than memory at this size.
  public var isCached: Bool { best > 1.02 * memory }

  /// The share of the best rate that generating takes: bytes of a step times steps a second, over
  /// the rate.
  ///
  /// - Parameters:
  ///   - tokensPerSecond: Tokens of all sequences together.
  ///   - sequences: Sequences that a step serves, a token of each.
  public func share(tokensPerSecond: Double, sequences: Int) -> Double {
    Double(bytesPerStep) * tokensPerSecond / Double(max(1, sequences)) / best
  }
}
