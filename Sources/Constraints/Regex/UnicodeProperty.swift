/// Scalars by the properties that patterns name (`\p{L}`).
enum UnicodeProperty {
  /// General categories by their short names (Unicode Standard Annex 44, table 12).
  private static let categories: [(name: String, category: Unicode.GeneralCategory)] = [
    ("Lu", .uppercaseLetter), ("Ll", .lowercaseLetter), ("Lt", .titlecaseLetter),
    ("Lm", .modifierLetter), ("Lo", .otherLetter), ("Mn", .nonspacingMark),
    ("Mc", .spacingMark), ("Me", .enclosingMark), ("Nd", .decimalNumber), ("Nl", .letterNumber),
    ("No", .otherNumber), ("Pc", .connectorPunctuation), ("Pd", .dashPunctuation),
    ("Ps", .openPunctuation), ("Pe", .closePunctuation), ("Pi", .initialPunctuation),
    ("Pf", .finalPunctuation), ("Po", .otherPunctuation), ("Sm", .mathSymbol),
    ("Sc", .currencySymbol), ("Sk", .modifierSymbol), ("So", .otherSymbol),
    ("Zs", .spaceSeparator), ("Zl", .lineSeparator), ("Zp", .paragraphSeparator),
    ("Cc", .control), ("Cf", .format), ("Co", .privateUse), ("Cn", .unassigned),
  ]
  private static let longNames = [
    "Letter": "L", "Uppercase_Letter": "Lu", "Lowercase_Letter": "Ll", "Mark": "M", "Number": "N",
    "Decimal_Number": "Nd", "digit": "Nd", "Punctuation": "P", "punct": "P", "Symbol": "S",
    "Separator": "Z", "Space_Separator": "Zs", "Other": "C", "Control": "Cc", "cntrl": "Cc",
    "Math_Symbol": "Sm", "Currency_Symbol": "Sc",
  ]

  /// The scalars that have a property; `nil` for a name that is not known.
  static func scalars(of name: String) -> ScalarSet? {
    var name = name
    for prefix in ["General_Category=", "gc="] where name.hasPrefix(prefix) {
      name.removeFirst(prefix.count)
    }
    name = longNames[name] ?? name
    switch name {
    case "Any": return .all
    case "ASCII": return ScalarSet([0...127])
    case "Alphabetic", "Alpha": return ScalarSet { $0.properties.isAlphabetic }
    case "Lowercase": return ScalarSet { $0.properties.isLowercase }
    case "Uppercase": return ScalarSet { $0.properties.isUppercase }
    case "White_Space": return ScalarSet { $0.properties.isWhitespace }
    case "Emoji": return ScalarSet { $0.properties.isEmoji }
    default: break
    }
    let wanted = categories.filter { $0.name == name || $0.name.prefix(1) == name }
    guard !wanted.isEmpty else { return nil }
    return ScalarSet(wanted.flatMap { ranges[$0.category] ?? [] })
  }

  /// The scalars of each general category, looked up once.
  private static let ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = {
    var ranges: [Unicode.GeneralCategory: [ClosedRange<UInt32>]] = [:]
    var (begin, last): (UInt32, Unicode.GeneralCategory?) = (0, nil)
    for value in UInt32(0)...0x110000 {
      let category = Unicode.Scalar(value)?.properties.generalCategory
      guard category != last else { continue }
      if let last { ranges[last, default: []].append(begin...value - 1) }
      (begin, last) = (value, category)
    }
    return ranges
  }()
}
