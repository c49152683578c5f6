/// A report on one pass over the sequences in work.
public struct StepReport: Sendable, Hashable {
  /// Rows of prompts, and of texts that are scored or embedded.
  public var prefillRows: Int
  /// Rows of sequences that decode, those of drafts included.
  public var decodeRows: Int
  /// Tokens that were taken over from the cache since the last pass.
  public var sharedTokens: Int
  /// Sequences in work.
  public var running: Int
  /// Requests that wait for a place.
  public var waiting: Int
  /// Sequences that gave their blocks back to older ones, and will be computed again.
  public var preempted: Int
  /// Blocks of the cache by state.
  public var blocks: BlockCounts
  /// Seconds that it took.
  public var seconds: Double

  /// All rows.
  public var rows: Int { prefillRows + decodeRows }
}
