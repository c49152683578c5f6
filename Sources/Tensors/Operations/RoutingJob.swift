import CKernels
public import ModelSpec

extension CPUDevice {
  /// Chooses each row's experts and groups the rows by expert; the logits become the shares of
  /// all experts.
  public func route(_ logits: Matrix, _ spec: MixtureSpec, into routes: Routes) {
    precondition(
      logits.rows <= routes.rows && logits.columns == spec.expertCount
        && spec.expertCount <= routes.experts && spec.expertsPerToken <= routes.perToken)
    let job = RoutingJob(logits, spec, routes)
    for row in 0..<logits.rows {
      kernels.pointee.softmax(logits.columns, logits.pointer + row * logits.stride)
      job.choose(row)
    }
    job.group()
  }

  /// Copies which rows go to which expert.
  public func readBack(_ routes: Routes, into routing: inout Routing) {
    let lists = RouteLists(routes)
    let starts = UnsafeBufferPointer(start: lists.starts, count: routes.experts + 1)
    let count = Int(lists.starts[routes.experts])
    routing.replace(
      starts: starts.span, rows: UnsafeBufferPointer(start: lists.rows, count: count).span,
      shares: UnsafeBufferPointer(start: lists.shares, count: count).span)
  }
}

/// The lists that routes hold, one after another.
private struct RouteLists {
  /// Start of each expert's rows, and the end of the last one's; `[experts + 1]`.
  let starts: UnsafeMutablePointer<Int32>
  /// Rows by expert.
  let rows: UnsafeMutablePointer<Int32>
  /// The share of the expert in each of them.
  let shares: UnsafeMutablePointer<Float>
  /// The experts of each row, the one with the largest share first; `[rows, perToken]`.
  let experts: UnsafeMutablePointer<Int32>

  init(_ routes: Routes) {
    let base = routes.storage.mutableBase
    let choices = routes.rows * routes.perToken
    starts = base.assumingMemoryBound(to: Int32.self)
    rows = starts + routes.experts + 1
    shares = UnsafeMutableRawPointer(rows + choices).assumingMemoryBound(to: Float.self)
    experts = UnsafeMutableRawPointer(shares + choices).assumingMemoryBound(to: Int32.self)
  }
}

/// Choosing the experts of each row, then counting and placing the rows of each expert.
private struct RoutingJob {
  /// `[rows, experts]`.
  let shares: Matrix
  let perToken: Int
  let renormalizes: Bool
  let lists: RouteLists
  /// Experts that the lists have room for.
  let room: Int

  init(_ shares: Matrix, _ spec: MixtureSpec, _ routes: Routes) {
    self.shares = shares
    perToken = spec.expertsPerToken
    renormalizes = spec.renormalizesShares
    lists = RouteLists(routes)
    room = routes.experts
  }

  private func share(_ row: Int) -> UnsafeMutablePointer<Float> {
    shares.pointer + row * shares.stride
  }

  private func chosen(_ row: Int) -> UnsafeMutablePointer<Int32> { lists.experts + row * perToken }

  /// Sorts the experts with the largest shares in: one moves ahead of smaller shares, behind
  /// equal ones.
  func choose(_ row: Int) {
    let (share, chosen) = (share(row), chosen(row))
    var count = 0
    for expert in 0..<shares.columns {
      if count == perToken, !(share[expert] > share[Int(chosen[count - 1])]) { continue }
      var place = min(count, perToken - 1)
      while place > 0, share[expert] > share[Int(chosen[place - 1])] {
        chosen[place] = chosen[place - 1]
        place -= 1
      }
      chosen[place] = Int32(expert)
      count = min(count + 1, perToken)
    }
    guard renormalizes else { return }
    var kept: Float = 0
    for place in 0..<perToken { kept += share[Int(chosen[place])] }
    for place in 0..<perToken { share[Int(chosen[place])] /= kept }
  }

  /// Puts the rows into their experts' lists, by counting.
  func group() {
    lists.starts.update(repeating: 0, count: room + 1)
    forEachChoice { _, expert, _ in lists.starts[expert] += 1 }
    var start: Int32 = 0
    for expert in 0...room {
      let count = lists.starts[expert]
      lists.starts[expert] = start
      start += count
    }
    forEachChoice { row, expert, share in
      let place = Int(lists.starts[expert])
      lists.rows[place] = Int32(row)
      lists.shares[place] = share
      lists.starts[expert] += 1
    }
    // Each start has moved to where the next one was.
    for expert in stride(from: room, to: 0, by: -1) {
      lists.starts[expert] = lists.starts[expert - 1]
    }
    lists.starts[0] = 0
  }

  /// Calls `body` for each choice but those that add nothing: shares that round to zero, and those
  /// of logits that are no numbers.
  private func forEachChoice(_ body: (_ row: Int, _ expert: Int, _ share: Float) -> Void) {
    for row in 0..<shares.rows {
      let (share, chosen) = (share(row), chosen(row))
      for place in 0..<perToken {
        let expert = Int(chosen[place])
        if share[expert] > 0 { body(row, expert, share[expert]) }
      }
    }
  }
}
