extension TriggerAutomaton {
  private struct Place: Hashable {
    var state: Int32
    var step: StringTextStep
  }

  /// The number of bytes from a place in free text to where it may end.
  func cost(from state: Int32, _ step: StringTextStep) -> Int {
    var open = [Place(state: state, step: step)]
    var seen = Set(open)
    var next: [Place] = []
    var count = 0
    while !open.isEmpty {
      if open.contains(where: { isEnd($0) }) { return count }
      count += 1
      for place in open where !hasEnded(place.state) {
        for byte in UInt8.min...UInt8.max {
          guard let following = self.next(place, byte) else { continue }
          if seen.insert(following).inserted { next.append(following) }
        }
      }
      swap(&open, &next)
      next.removeAll()
    }
    return CompletionCosts.unreachable
  }

  private func isEnd(_ place: Place) -> Bool {
    endsText ? hasEnded(place.state) : place.step == .plain && !hasEnded(place.state)
  }

  private func next(_ place: Place, _ byte: UInt8) -> Place? {
    let isPlain = place.step == .plain
    let step = byte < 0x80 ? (isPlain ? place.step : .dead) : place.step.next(byte)
    return step == .dead ? nil : Place(state: next(place.state, byte), step: step)
  }
}
