/// Patterns of the parts of RFC 3986, and of RFC 3987 with more characters.
struct URIPattern {
  private static let percent = "%[0-9A-Fa-f]{2}"
  /// The characters that RFC 3987 allows beyond RFC 3986, without private ones.
  static let international =
    #"\u00A0-\uD7FF\uF900-\uFDCF\uFDF0-\uFFEF\u{10000}-\u{1FFFD}\u{20000}-\u{2FFFD}"#

  private let unreserved: String

  /// Patterns with further characters among the unreserved ones.
  init(extra: String) { unreserved = "A-Za-z0-9._~\(extra)" }

  private func characters(_ others: String) -> String {
    "(?:[\(unreserved)!$&'()*+,;=\(others)-]|\(Self.percent))"
  }

  /// A resource with its scheme.
  var absolute: String { "[A-Za-z][A-Za-z0-9+.-]*:" + rest(firstSegment: characters(":@")) }

  /// A resource, or a reference relative to another.
  var reference: String { "(?:\(absolute)|\(rest(firstSegment: characters("@"))))" }

  private func rest(firstSegment: String) -> String {
    let character = characters(":@")
    let user = "(?:\(characters(":"))*@)?"
    let future = "v[0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+"
    let address = "\\[(?:\(TextFormat.ipv6Pattern)|\(future))\\]"
    let host = "//\(user)(?:\(address)|\(characters(""))*)(?::[0-9]*)?(?:/\(character)*)*"
    let absolute = "/(?:\(character)+(?:/\(character)*)*)?"
    let relative = "\(firstSegment)+(?:/\(character)*)*"
    let end = "\(characters(":@/?"))*"
    return "(?:\(host)|\(absolute)|\(relative)|)(?:\\?\(end))?(?:#\(end))?"
  }

  /// Templates of RFC 6570.
  static let template: String = {
    let name = "(?:[A-Za-z0-9_]|\(percent))+(?:\\.(?:[A-Za-z0-9_]|\(percent))+)*"
    let variable = "\(name)(?::[1-9][0-9]{0,3}|\\*)?"
    let expression = "\\{[+#./;?&=,!@|]?\(variable)(?:,\(variable))*\\}"
    return "(?:[!#$&(-;=?-\\[\\]_a-z~\(international)]|\(percent)|\(expression))*"
  }()
}
