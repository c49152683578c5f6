/// A release of a distribution, and until when it gets updates.
struct SystemRelease {
  /// The state of its support.
  enum Support: Equatable {
    /// Updates come until the end of this day.
    case until(CalendarDay)
    /// Updates ended, on a day that is not in the table.
    case ended
    /// No release, but what changes all the time or is yet to be one.
    case moving
    /// A release that is not in the table.
    case unknown
  }

  private let id: String
  private let numbers: [Int]
  private let words: Set<Substring>

  /// A release by the distribution's short name, its number, and what it calls itself.
  init(id: String, release: String?, name: String) {
    self.id = id
    words = Set(name.lowercased().split { !$0.isLetter })
    // 22.04.4 LTS, 3.20.0, 15-SP5, 9
    numbers = (release ?? "").split { ".- ".contains($0) }.map { part in
      Int(part.drop { $0.isLetter }) ?? -1
    }
  }

  /// Tells whether its maker calls it unfinished.
  private var isUnfinished: Bool {
    !words.isDisjoint(with: [
      "sid", "testing", "unstable", "rawhide", "edge", "alpha", "beta", "development", "rolling",
    ])
  }

  /// Day until which it gets updates without a contract.
  var support: Support {
    if isUnfinished || Self.rolling.contains(id) { return .moving }
    guard let key = Self.sameEnds[id] ?? (Self.ends[id] == nil ? nil : id),
      let table = Self.ends[isStream ? "centos-stream" : key], numbers.first ?? -1 >= 0
    else { return .unknown }
    let known = table.compactMap { row in
      CalendarDay(row.end).map { (version: Self.version(row.release), day: $0) }
    }
    if let row = known.first(where: { numbers.starts(with: $0.version) }) {
      return .until(row.day)
    }
    // Releases between those of the table were short-lived.
    let isOlder = known.last.map { numbers.lexicographicallyPrecedes($0.version) } ?? false
    return isOlder ? .ended : .unknown
  }

  private var isStream: Bool { id == "centos" && words.contains("stream") }

  private static func version(_ text: String) -> [Int] {
    text.split(separator: ".").compactMap { Int($0) }
  }

  /// Distributions whose releases are supported for years by their makers.
  static let longSupported: Set<String> = [
    "ubuntu", "debian", "raspbian", "centos", "rhel", "rocky", "almalinux", "ol", "sles",
    "opensuse-leap", "amzn", "alpine", "azurelinux", "mariner",
  ]

  /// Distributions whose releases are supported for about a year.
  static let shortSupported: Set<String> = ["fedora", "nixos"]

  /// Tells whether this is one of Ubuntu's releases without long support: those that are not of
  /// April of an even year.
  var isInterim: Bool {
    id == "ubuntu" && !(numbers.count > 1 && numbers[0].isMultiple(of: 2) && numbers[1] == 4)
  }

  /// Distributions without releases.
  private static let rolling: Set<String> = [
    "arch", "archarm", "manjaro", "manjaro-arm", "endeavouros", "cachyos", "garuda", "artix",
    "gentoo", "opensuse-tumbleweed", "opensuse-slowroll", "opensuse-microos", "void", "kali",
    "solus", "clear-linux-os", "nobara", "chimera", "siduction", "parrot",
  ]

  /// Names that share another's releases.
  private static let sameEnds = ["raspbian": "debian"]
}
