/// The rows of one sequence in a pass.
struct ScheduledPart {
  let sequence: TokenSequence
  /// Rows of the batch.
  let rows: Range<Int>
  /// Of these the last, which are a draft's.
  let drafted: Int
  /// Tells whether the sequence decodes, or a prompt is computed.
  let isDecoding: Bool
}
