import ModelSpec
import Models

extension SchedulerState {
  /// Gives waiting requests a place, those first that had one already.
  func admit() {
    if let first = active.first, first.work.isAlone { return }
    while active.count < cache.plan.sequences, let sequence = preempted.first {
      guard tryToBegin(sequence) else { return }
      preempted.removeFirst()
      place(sequence)
    }
    while preempted.isEmpty, active.count < cache.plan.sequences, let index = queue.next {
      let entry = queue.entries[index]
      if entry.isAlone {
        // A measurement shares the machine with nobody.
        guard active.isEmpty else { return }
        _ = queue.remove(at: index)
        for sequence in entry.sequences {
          begin(sequence)
          active.append(sequence)
        }
        return advanceMeasurement()
      }
      guard let sequence = entry.sequences.first, tryToBegin(sequence) else { return }
      _ = queue.remove(at: index)
      place(sequence)
    }
  }

  /// Begins a sequence if there are blocks for what is known of it, and one more for each sequence
  /// in work; the first one always finds enough.
  private func tryToBegin(_ sequence: TokenSequence) -> Bool {
    begin(sequence)
    guard !active.isEmpty else { return true }
    for group in pool.windows.indices {
      let all = (sequence.length + pool.blockSize) / pool.blockSize
      var wanted = all - sequence.table.rows[group].end
      if let window = pool.windows[group] {
        let most = (window + transformer.maximumRows) / pool.blockSize + 2
        wanted = min(wanted, max(0, most - sequence.table.rows[group].blocks.count))
      }
      guard wanted + active.count <= pool.available(group) else {
        giveBack(sequence)
        return false
      }
    }
    return true
  }

  private func place(_ sequence: TokenSequence) {
    if case .generate(let answer) = sequence.work { answer.begin(computed: sequence.computed) }
    let index = active.firstIndex { $0.order > sequence.order } ?? active.endIndex
    active.insert(sequence, at: index)
  }

  /// Takes a place from a sequence; it is computed again when there is room.
  func preempt(_ sequence: TokenSequence) {
    giveBack(sequence)
    if case .generate(let answer) = sequence.work {
      answer.finishDraft()
      answer.restart()
    }
    active.removeAll { $0 === sequence }
    let index = preempted.firstIndex { $0.order > sequence.order } ?? preempted.endIndex
    preempted.insert(sequence, at: index)
    preemptions += 1
  }

  /// Lets a measurement go on to what comes next, if all that is known is computed.
  func advanceMeasurement() {
    guard let first = active.first, case .measure(let measurement) = first.work else { return }
    while active.allSatisfy({ $0.computed == $0.length }) {
      let isDone = measurement.advance(active) { sequence in
        guard pool.windows.contains(where: { $0 != nil }) || measurement.sharedTokens > 0 else {
          sequence.computed = sequence.length
          return
        }
        giveBack(sequence)
        begin(sequence)
      }
      if isDone {
        remove { _ in true }
        return pool.forget(kind: Self.measuredKind)
      }
    }
  }
}
