/// The output of `bench --json`.
struct BenchRecord: Codable, Equatable {
  /// Reading prompts, or generating.
  struct Phase: Codable, Equatable {
    /// Tokens of all sequences.
    var tokens: Int
    /// Tokens of all sequences in a second.
    var tokensPerSecond: Double?
  }

  var model: String
  var architecture: String
  var threads: Int
  var isa: String
  var kvPrecision: String
  var context: Int
  var depth: Int
  var sequences: Int
  var repetitions: Int
  var prefill: Phase
  var decode: Phase
  /// The most bytes that were resident, or `nil` where the system does not tell.
  var peakResidentBytes: Int?
  var readBandwidthBytesPerSecond: Int?
  var decodeBandwidthFraction: Double?
  /// Gaps between tokens while a prompt is read beside, if they were measured.
  var gaps: GapMeasurement.Report?
}
