/// A format of strings that is enforced.
///
/// Others are annotations.
enum TextFormat: String, Sendable {
  case date
  case time
  case dateTime = "date-time"
  case duration
  case email
  case idnEmail = "idn-email"
  case hostname
  case ipv4
  case ipv6
  case uuid
  case uri
  case uriReference = "uri-reference"
  case iri
  case iriReference = "iri-reference"
  case uriTemplate = "uri-template"
  case idnHostname = "idn-hostname"
  case regex
  case jsonPointer = "json-pointer"
  case relativeJSONPointer = "relative-json-pointer"

  /// The texts that have the format.
  func language() throws(ConstraintError) -> RegularExpression {
    let language = try RegularExpression.whole(pattern)
    guard self == .hostname || self == .idnHostname else { return language }
    return RegularExpression.intersection([
      language, try RegularExpression.whole(#"[\s\S]{1,253}"#),
    ])
  }

  private var pattern: String {
    switch self {
    case .date: Self.datePattern
    case .time: Self.timePattern
    case .dateTime: "\(Self.datePattern)[Tt]\(Self.timePattern)"
    case .duration: Self.durationPattern
    case .email: Self.emailPattern(extra: "")
    case .idnEmail: Self.emailPattern(extra: #"\u0080-\u{10FFFF}"#)
    // Every plain host name is an international one too; others are not enforced as texts.
    case .hostname, .idnHostname: Self.hostPattern
    case .ipv4: Self.ipv4Pattern
    case .ipv6: Self.ipv6Pattern
    case .uuid: "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
    case .uri: URIPattern(extra: "").absolute
    case .uriReference: URIPattern(extra: "").reference
    case .iri: URIPattern(extra: URIPattern.international).absolute
    case .iriReference: URIPattern(extra: URIPattern.international).reference
    case .uriTemplate: URIPattern.template
    case .regex: Self.regexPattern(depth: 3)
    case .jsonPointer: "(?:/(?:[^~/]|~[01])*)*"
    case .relativeJSONPointer: "(?:0|[1-9][0-9]*)(?:#|(?:/(?:[^~/]|~[01])*)*)"
    }
  }
}

extension TextFormat {
  /// Dates of RFC 3339, with the days that the months have.
  private static let datePattern: String = {
    let leap = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
    let days =
      "(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
      + "|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    return "(?:[0-9]{4}-\(days)|\(leap)-02-29)"
  }()

  /// Times of RFC 3339.
  ///
  /// A leap second is taken where it is one whatever the day.
  private static let timePattern: String = {
    let second = #"[0-5][0-9](?:\.[0-9]+)?"#
    let zone = "(?:[Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
    return "(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:\(second)\(zone)"
      + #"|23:59:60(?:\.[0-9]+)?(?:[Zz]|[+-]00:00))"#
  }()

  /// Durations of RFC 3339, appendix A.
  private static let durationPattern: String = {
    let date = "(?:[0-9]+D|[0-9]+M(?:[0-9]+D)?|[0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)?)"
    let time = "T(?:[0-9]+S|[0-9]+M(?:[0-9]+S)?|[0-9]+H(?:[0-9]+M(?:[0-9]+S)?)?)"
    return "P(?:[0-9]+W|\(date)(?:\(time))?|\(time))"
  }()

  private static let hostPattern = {
    let label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
    return "\(label)(?:\\.\(label))*"
  }()

  /// Addresses of RFC 5321.
  private static func emailPattern(extra: String) -> String {
    let atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\(extra)-]+"
    let quoted = #""(?:[ !#-\[\]-~]|\\[ -~])*""#
    let label = "[A-Za-z0-9\(extra)](?:[A-Za-z0-9\(extra)-]{0,61}[A-Za-z0-9\(extra)])?"
    let literal = "\\[(?:\(ipv4Pattern)|IPv6:\(ipv6Pattern))\\]"
    return "(?:\(atom)(?:\\.\(atom))*|\(quoted))@(?:\(label)(?:\\.\(label))*|\(literal))"
  }

  static let ipv4Pattern = {
    let byte = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
    return "\(byte)(?:\\.\(byte)){3}"
  }()

  /// Addresses of RFC 4291, 2.2: eight groups, of which one run may be left out.
  static let ipv6Pattern: String = {
    let group = "[0-9a-fA-F]{1,4}"
    let tail = "(?:\(group):\(group)|\(ipv4Pattern))"
    var forms = ["(?:\(group):){6}\(tail)"]
    for before in 0...7 {
      let head = before == 0 ? "" : "\(group)(?::\(group)){\(before - 1)}"
      let most = 7 - before
      var ends = [""]
      if most >= 1 { ends.append("\(group)(?::\(group)){0,\(most - 1)}") }
      if most >= 2 { ends.append("(?:\(group):){0,\(most - 2)}\(ipv4Pattern)") }
      forms.append("\(head)::(?:\(ends.joined(separator: "|")))")
    }
    return "(?:" + forms.joined(separator: "|") + ")"
  }()

  /// Patterns of ECMA 262 whose groups nest up to a depth; a part of them all, since brackets that
  /// nest as deep as they like are no regular language.
  private static func regexPattern(depth: Int) -> String {
    let escape = #"\\(?:[dDwWsSbBtnrvf]|[\^$\\.*+?()\[\]{}|/-]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"#
    let inClass = #"\\(?:[dDwWsStnrvf]|[\^$\\.*+?()\[\]{}|/-]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"#
    let range = "(?:\(orderedRanges)|[^-\\]\\[\\\\^]|\(inClass))"
    let characters = "\\[\\^?-?\(range)+-?\\]"
    let count = #"(?:[*+?]|\{[0-9]{1,3}(?:,)?\})\??"#
    let single = "[^\\^$\\\\.*+?()\\[\\]{}|]|\\.|\(escape)|\(characters)"
    var pattern = ""
    for level in 0...depth {
      let group = level == 0 ? "" : "|\\((?:\\?:)?\(pattern)\\)"
      pattern = "(?:(?:\(single)\(group))(?:\(count))?|[\\^$|])*"
    }
    return pattern
  }

  /// Ranges of digits and of letters whose ends are in order.
  private static let orderedRanges: String = {
    let runs = [UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z")]
    let lowercase = UInt8(ascii: "a")...UInt8(ascii: "z")
    return (runs + [lowercase]).flatMap { run in
      let last = Unicode.Scalar(run.upperBound)
      return run.map { "\(Unicode.Scalar($0))-[\(Unicode.Scalar($0))-\(last)]" }
    }.joined(separator: "|")
  }()
}
