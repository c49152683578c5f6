import ModelSpec
import Models
import Tensors

extension SchedulerState {
  /// Rows of a part that are wanted, as rows of the batch.
  private struct Wanted {
    let part: Int
    let rows: Range<Int>
  }

  /// Takes note of what a pass computed, and hands each sequence the rows that it wanted.
  func deliver(_ hidden: Matrix) {
    var wanted: [Wanted] = []
    var states: [Wanted] = []
    for (index, part) in parts.enumerated() {
      let sequence = part.sequence
      let begin = sequence.computed
      queue.charge(sequence.client, rows: part.rows.count)
      completePass(part)
      switch sequence.work.wanted(
        begin..<begin + part.rows.count, drafted: part.drafted, known: sequence.length)
      {
      case .none: break
      case .logits(let count):
        wanted.append(Wanted(part: index, rows: part.rows.suffix(count)))
      case .states(let count): states.append(Wanted(part: index, rows: part.rows.suffix(count)))
      }
      report(sequence)
    }
    // Before the logits, whose work buffers are the same.
    if !states.isEmpty { deliverStates(hidden, states) }
    deliverLogits(hidden, wanted)
    remove { $0.isDone }
    advanceMeasurement()
  }

  /// Counts rows as computed, without those of a draft, and lets others know of them.
  private func completePass(_ part: ScheduledPart) {
    let sequence = part.sequence
    sequence.computed += part.rows.count - part.drafted
    settle(sequence)
  }

  private func settle(_ sequence: TokenSequence) {
    if regimes.kind(of: sequence.length) != nil {
      pool.commit(&sequence.table, sequence.tokens, upTo: sequence.computed)
    }
    pool.slide(&sequence.table, to: sequence.computed)
  }

  private func report(_ sequence: TokenSequence) {
    switch sequence.work {
    case .generate(let answer): answer.report(computed: sequence.computed)
    case .score(let scoring): scoring.report(computed: sequence.computed)
    case .embed, .measure: break
    }
  }

  private func deliverStates(_ hidden: Matrix, _ wanted: [Wanted]) {
    let states = transformer.finalStates(hidden)
    for entry in wanted {
      let sequence = parts[entry.part].sequence
      guard case .embed(let embedding) = sequence.work else { continue }
      for row in entry.rows where !sequence.isDone {
        transformer.device.readBack(states, row: row) {
          sequence.isDone = embedding.receive($0.span)
        }
      }
    }
  }

  /// Computes logits, as many rows at once as there is room for.
  private func deliverLogits(_ hidden: Matrix, _ wanted: [Wanted]) {
    var rows: [Int] = []
    var pieces: [Wanted] = []
    func flush() {
      guard !rows.isEmpty else { return }
      let logits = transformer.logits(hidden, rows: rows)
      for piece in pieces { receive(logits, rows: piece.rows, parts[piece.part]) }
      rows.removeAll(keepingCapacity: true)
      pieces.removeAll(keepingCapacity: true)
    }
    for entry in wanted {
      var left = entry.rows
      while !left.isEmpty {
        // Rows of a draft are sampled from together; those of a score come one by one.
        let isWhole = parts[entry.part].isDecoding
        if rows.count == transformer.maximumLogitRows
          || isWhole && rows.count + left.count > transformer.maximumLogitRows
        {
          flush()
        }
        let count = min(left.count, transformer.maximumLogitRows - rows.count)
        pieces.append(Wanted(part: entry.part, rows: rows.count..<rows.count + count))
        rows.append(contentsOf: left.prefix(count))
        left = left.dropFirst(count)
      }
    }
    flush()
  }

  private func receive(_ logits: Matrix, rows: Range<Int>, _ part: ScheduledPart) {
    let sequence = part.sequence
    switch sequence.work {
    case .generate(let answer): sample(logits, rows: rows, part, answer)
    case .score(let scoring):
      for row in rows where !sequence.isDone {
        transformer.device.readBack(logits, row: row) {
          sequence.isDone = scoring.receive($0.span)
        }
      }
    case .embed: break
    // Somebody who generates reads them too.
    case .measure: transformer.device.readBack(logits, row: rows.lowerBound) { _ in }
    }
  }

  /// Samples from the first of a sequence's rows, and from the next while the sampled token is the
  /// one that the next row was given.
  private func sample(
    _ logits: Matrix, rows: Range<Int>, _ part: ScheduledPart, _ answer: Answer
  ) {
    let sequence = part.sequence
    var sampled = 0
    for row in rows {
      transformer.device.readBack(logits, row: row) {
        sequence.isDone = answer.receive(&$0, sequence)
      }
      sampled += 1
      guard !sequence.isDone, answer.isWanted, sampled <= sequence.drafted.count,
        sequence.tokens.last == sequence.drafted[sampled - 1]
      else { break }
    }
    defer { if !sequence.isDone { sequence.isDone = answer.takeForced(sequence) } }
    guard part.drafted > 0 else { return }
    // Rows after a rejected token leave nothing behind: their positions count as not computed and
    // are written over.
    sequence.drafted.removeAll(keepingCapacity: true)
    answer.finishDraft()
    sequence.computed += sampled - 1
    settle(sequence)
  }
}
