import Models

extension SchedulerState {
  /// Drafts for the sequences that decode: tokens that a constraint forces, else guesses.
  ///
  /// Every active sequence keeps a row of the pass; those left over are shared out evenly.
  func draft(isCancelled: () -> Bool) {
    let decoding = active.count(where: \.isDecoding)
    guard decoding > 0 else { return }
    // Rows of tokens that are known already come before guesses.
    let pending = active.reduce(0) { $0 + ($1.isDecoding ? $1.length - $1.computed - 1 : 0) }
    let room =
      min(transformer.maximumRows, transformer.maximumLogitRows) - active.count - pending
    let share = max(0, room / decoding)
    var requests: [Drafter.Request] = []
    for sequence in active {
      guard case .generate(let answer) = sequence.work, answer.isDecoding else { continue }
      if answer.isForced {
        let forced = answer.forcedDraft(limit: share)
        let count = regimes.tokens(upTo: forced.count, after: sequence.length)
        sequence.drafted = Array(forced.prefix(count))
      } else if drafter != nil, sequence.computed + 1 == sequence.length {
        let wanted = answer.draftLength(limit: share)
        let count = regimes.tokens(upTo: wanted, after: sequence.length)
        if count > 0 { requests.append(Drafter.Request(sequence: sequence, count: count)) }
      }
    }
    guard let drafter, !requests.isEmpty else { return }
    let drafts = drafter.drafts(for: requests, isCancelled: isCancelled)
    for (request, tokens) in zip(requests, drafts) {
      guard case .generate(let answer) = request.sequence.work else { continue }
      request.sequence.drafted = answer.takeDraft(tokens)
    }
  }

  /// Fills the batch: one row and one for each drafted token of each sequence that decodes, then
  /// chunks of the prompts, as much as the budget of the pass has room for.
  ///
  /// Clients that had fewer rows come first; of one client's prompts, the oldest.
  func schedule() {
    batch.removeAll()
    parts.removeAll(keepingCapacity: true)
    // Older sequences may take the blocks of newer ones, which are not in the pass yet.
    var index = 0
    while index < active.count {
      let sequence = active[index]
      if sequence.isDecoding { schedule(sequence, limit: decodeRows(after: index)) }
      if index < active.count, active[index] === sequence { index += 1 }
    }
    var left = budget.prefillRows(beside: batch.rows)
    claimed.removeAll(keepingCapacity: true)
    // An older one may have taken the place of one that comes later.
    for sequence in prefillOrder() where left > 0 && sequence.hasPlace {
      adopt(sequence)
      sequence.hashBeginnings(blockSize: pool.blockSize)
      guard !waitsForOther(sequence) else { continue }
      copyBeginning(sequence)
      let rows = batch.rows
      schedule(sequence, limit: left)
      left -= batch.rows - rows
      if batch.rows > rows { claim(sequence) }
    }
  }

  /// Rows for the sequence at `index`, so that each decoding one after it has one too.
  private func decodeRows(after index: Int) -> Int {
    let others = active[(index + 1)...].count(where: \.isDecoding)
    return transformer.maximumRows - batch.rows - others
  }

  private func prefillOrder() -> [TokenSequence] {
    let prefilling = active.filter { !$0.isDecoding }
    guard prefilling.count > 1 else { return prefilling }
    return prefilling.sorted { one, other in
      if one.priority != other.priority { return one.priority > other.priority }
      let (a, b) = (queue.rows(of: one.client), queue.rows(of: other.client))
      return a != b ? a < b : one.order < other.order
    }
  }

  /// Tells whether a sequence of this pass computes the whole block that comes next in another one.
  private func waitsForOther(_ sequence: TokenSequence) -> Bool {
    let block = sequence.computed / pool.blockSize
    let limit = sequence.work.reusable(of: sequence.length)
    guard block < sequence.beginnings.count, (block + 1) * pool.blockSize <= limit else {
      return false
    }
    return claimed.contains(sequence.beginnings[block])
  }

  private func claim(_ sequence: TokenSequence) {
    let block = sequence.computed / pool.blockSize
    guard block < sequence.beginnings.count else { return }
    for beginning in sequence.beginnings[block...] { claimed.insert(beginning) }
  }

  /// Puts rows of a sequence into the batch, if there are blocks for them.
  private func schedule(_ sequence: TokenSequence, limit: Int) {
    let chunk = sequence.nextChunk(limit: limit)
    guard !chunk.isEmpty, findBlocks(for: sequence, to: sequence.computed + chunk.count) else {
      return
    }
    let (position, first) = (sequence.computed, batch.rows)
    sequence.rotaryLength = sequence.length
    // Tokens that were forced count for the length one after another, as if each had been drawn.
    batch.append(
      chunk, position: position, length: sequence.isDecoding ? position + 1 : sequence.length,
      lengthGrows: sequence.isDecoding)
    batch.setBlocks(of: sequence.table, windows: pool.windows, blockSize: pool.blockSize)
    parts.append(
      ScheduledPart(
        sequence: sequence, rows: first..<batch.rows, drafted: sequence.drafted.count,
        isDecoding: sequence.isDecoding))
  }

  /// Finds blocks for a sequence, if need be those of the newest ones that are not in the pass.
  ///
  /// One that decodes takes them from all that are newer than itself; a prompt only if nobody is
  /// older, since then nobody else would go on either.
  private func findBlocks(for sequence: TokenSequence, to count: Int) -> Bool {
    while !pool.extend(&sequence.table, to: count) {
      guard sequence.isDecoding || sequence === active.first, let newest = active.last else {
        return false
      }
      let isInPass = parts.contains { $0.sequence === newest }
      guard !isInPass else { return false }
      preempt(newest)
      if newest === sequence { return false }
    }
    return true
  }
}
