/// The rows that a pass may take for prefill.
///
/// While sequences decode, a pass with a chunk of a prompt should take no longer than a few passes
/// without one, or everybody's text would stand still. The times are those that were measured; what
/// is computed does not depend on how prompts are cut.
///
/// A chunk's time is that of its rows, and of reading the keys before them, which grows with the
/// prompt. Time by row, taken anew after each pass, has both in it: chunks become smaller as the
/// prompt grows, down to one row, and settle where both together fit.
struct StepBudget {
  /// Time of a pass with prefill, in passes without, that decoding sequences are let wait.
  static let stretch = 2.2
  /// Rows until both times are known.
  static let first = 32
  /// Passes with prefill after which one comes without, so that its time is that of now: those that
  /// decode grow too, and what they take would be laid to the prompt.
  static let period = 24
  /// Weight of the last pass in the means.
  private static let weight = 0.2

  /// Most rows of a pass.
  let rows: Int
  private var decodeSeconds: Double?
  private var secondsPerRow: Double?
  /// Passes with prefill since the last one without.
  private var passes = 0

  init(rows: Int) { self.rows = rows }

  /// Rows for prefill beside `decoding` rows that decode.
  func prefillRows(beside decoding: Int) -> Int {
    let room = max(0, rows - decoding)
    guard decoding > 0 else { return room }
    guard passes < Self.period else { return 0 }
    guard let decodeSeconds, let secondsPerRow, secondsPerRow > 0 else {
      return min(room, Self.first)
    }
    let wanted = (Self.stretch - 1) * decodeSeconds / secondsPerRow
    // One at least, so that the prompt is read at all.
    return min(room, max(1, Int(min(wanted, Double(rows)))))
  }

  /// Takes note of the time of a pass.
  mutating func record(decoding: Int, prefill: Int, seconds: Double) {
    if prefill == 0 {
      // After a while of other passes, what was known is old.
      let weight = passes < Self.period ? Self.weight : 0.5
      decodeSeconds = Self.mean(decodeSeconds, seconds, weight)
      passes = 0
    } else {
      passes = decoding > 0 ? passes + 1 : 0
      let own = seconds - (decoding > 0 ? decodeSeconds ?? 0 : 0)
      guard own > 0 else { return }
      secondsPerRow = Self.mean(secondsPerRow, own / Double(prefill), Self.weight)
    }
  }

  private static func mean(_ old: Double?, _ new: Double, _ weight: Double) -> Double {
    guard let old else { return new }
    return old + weight * (new - old)
  }
}
