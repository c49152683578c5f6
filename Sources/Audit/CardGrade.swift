import Machine

/// A comparison of an accelerator with what the guide asks for training: V100 class or better, of
/// 16 GB or more.
enum CardGrade {
  /// A whole card of that class.
  case meets
  /// As new and as large, but of another class, or a part of a card.
  case resembles
  /// No driver that computes is bound to it.
  case lacksDriver
  /// Its maker's library does not answer for it.
  case silent
  /// Too small, too old or of another kind.
  case falls
  /// Model or memory could not be read.
  case unknown

  /// The V100's own.
  private static let leastCapability = ComputeCapability(7, 0)

  /// The smaller V100; a driver shows a little less than the card has.
  private static let leastBytes = 16_000_000_000.0 * Audit.acceptedFraction

  init(_ card: InstalledAccelerator) {
    switch card.readiness {
    case .withoutDriver: self = .lacksDriver
    case .silent: self = .silent
    case .bound: self = Self.isSmall(card) || card.isIntegrated ? .falls : .unknown
    case .ready: self = Self.grade(card)
    }
  }

  private static func isSmall(_ card: InstalledAccelerator) -> Bool {
    card.memoryBytes.value.map { Double($0) < leastBytes } ?? false
  }

  private static func grade(_ card: InstalledAccelerator) -> CardGrade {
    if card.isIntegrated || isSmall(card) { return .falls }
    if card.maker == .nvidia, let capability = card.computeCapability,
      capability < leastCapability
    {
      return .falls
    }
    // A card without a size or a name could be anything.
    guard let name = card.name.value, card.memoryBytes.value != nil else { return .unknown }
    if card.isPartitioned == true {
      // A program computes on one instance; NVIDIA's tell their sizes, or stay unknown.
      guard let largest = card.instanceBytes?.max() else { return .unknown }
      return Double(largest) < leastBytes ? .falls : .resembles
    }
    if isTrainingClass(name) { return card.isPart ? .resembles : .meets }
    return card.computeCapability == nil ? .unknown : .resembles
  }

  /// Names of cards for servers of V100 class and better, NVIDIA's by their chip's name in the
  /// maker's list.
  private static let models: Set<Substring> = [
    "V100", "A100", "A800", "A30", "A40", "L20", "L40", "H20", "H100", "H200", "H800", "GH100",
    "GH200", "B100", "B200", "B300", "GB100", "GB200", "GB300", "VR200",
  ]

  /// Tells whether a name is that of such a card: V100S, A100X, L40S and the like add a letter to
  /// a model.
  static func isTrainingClass(_ name: String) -> Bool {
    let words = name.uppercased().split { !$0.isLetter && !$0.isNumber }
    let isModel = words.contains { word in
      models.contains(word)
        || "SXEGM".contains(word.last ?? " ") && models.contains(word.dropLast())
        || isInstinct(word)
    }
    // The RTX PRO 6000 Blackwell Server Edition has no model's name of its own.
    return isModel || Set(words).isSuperset(of: ["PRO", "6000", "SERVER"])
  }

  /// AMD's Instinct cards from MI100 on: the letters MI, a number and a letter for the variant.
  private static func isInstinct(_ word: Substring) -> Bool {
    guard word.hasPrefix("MI") else { return false }
    let digits = word.dropFirst(2).prefix { $0.isASCII && $0.isNumber }
    return Int(digits).map { $0 >= 100 } ?? false && word.count <= digits.count + 3
  }
}
