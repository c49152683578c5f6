/// Looks for the smallest changes after which a device holds its share.
struct ChangeSearch {
  let demand: DeviceDemand
  let selection: AcceleratorSelection
  /// Bytes as asked, or `nil` where it cannot be laid out.
  let bytesBefore: Int?

  /// Changes that are shown at most.
  static let limit = 10

  /// Changes that fit come first, then those that help but are not enough; and the fewest
  /// bytes seen.
  func run() -> (changes: [Change], leastBytes: Int?) {
    let levers = ChangeLevers(
      subject: demand.subject, request: demand.request, selection: selection
    ).all
    var (enough, short): ([Change], [Change]) = ([], [])
    var least: Int?
    for lever in levers {
      let tried = lever.notches.compactMap { change([$0]) }
      least = smaller(least, tried)
      if let first = tried.first(where: \.fits) {
        enough.append(first)
      } else if let best = tried.min(by: { $0.perDeviceBytes < $1.perDeviceBytes }) {
        short.append(best)
      }
    }
    if enough.isEmpty {
      for (index, first) in levers.enumerated() {
        for second in levers[(index + 1)...] {
          let (found, seen) = pair(first, second)
          if let found { enough.append(found) }
          least = smaller(least, seen)
        }
      }
    }
    enough.sort { ($0.weight, $0.perDeviceBytes) < ($1.weight, $1.perDeviceBytes) }
    short.sort { ($0.weight, $0.perDeviceBytes) < ($1.weight, $1.perDeviceBytes) }
    return (Array((enough + short).prefix(Self.limit)), least)
  }

  /// The mildest settings of two levers that are enough together, or else the fewest bytes that
  /// they reach.
  private func pair(_ first: ChangeLever, _ second: ChangeLever) -> (Change?, [Change]) {
    var pairs: [(Int, [ChangeNotch])] = []
    for one in first.notches {
      for other in second.notches { pairs.append((one.weight + other.weight, [one, other])) }
    }
    pairs.sort { $0.0 < $1.0 }
    var seen: [Change] = []
    for (_, notches) in pairs {
      guard let tried = change(notches) else { continue }
      if tried.fits { return (tried, []) }
      seen.append(tried)
    }
    return (nil, seen)
  }

  /// The request with some settings, if a device then holds less than before.
  private func change(_ notches: [ChangeNotch]) -> Change? {
    let changed = demand.with { request in
      request.accelerators = [selection]
      for notch in notches { notch.apply(&request) }
    }
    guard let place = changed.request.accelerators.first, let bytes = changed.bytes(on: place),
      bytes < bytesBefore ?? Int.max
    else { return nil }
    return Change(
      steps: notches.map(\.step), perDeviceBytes: bytes,
      memoryBytes: place.accelerator.usableMemoryBytes,
      weight: notches.reduce(0) { $0 + $1.weight }, request: changed.request)
  }

  private func smaller(_ least: Int?, _ changes: [Change]) -> Int? {
    let all = changes.map(\.perDeviceBytes) + (least.map { [$0] } ?? [])
    return all.min()
  }
}
