import Testing

@testable import Constraints

struct TextFormatTests {
  @Test(
    "a format takes its texts and no others",
    arguments: [
      (
        TextFormat.date, ["2024-02-29", "2000-02-29", "2023-12-31"],
        ["2023-02-29", "1900-02-29", "2023-13-01", "2023-04-31", "23-01-01"]
      ),
      (
        .time, ["12:00:00Z", "23:59:60Z", "00:00:00.5+05:30"],
        ["24:00:00Z", "12:00:00", "12:00:60Z", "12:60:00Z"]
      ),
      (
        .dateTime, ["2024-01-01T00:00:00Z", "2024-01-01t00:00:00.123z"],
        ["2024-01-01 00:00:00Z", "2024-01-01T00:00:00"]
      ),
      (.duration, ["P1Y2M3DT4H5M6S", "PT1M", "P2W"], ["P", "PT", "P1Y1W", "1D", "P1D2Y"]),
      (
        .email, ["a@b", "first.last@example.com", #""a b"@example.com"#, "a@[127.0.0.1]"],
        ["a", "@b", ".a@b", "a@b..c", "a@-b"]
      ),
      (.hostname, ["a", "example.com", "a-b.c1"], ["-a", "a-", "a..b", "", "a_b"]),
      (.ipv4, ["0.0.0.0", "255.249.199.9"], ["256.0.0.1", "1.2.3", "01.2.3.4"]),
      (
        .ipv6, ["::", "::1", "1:2:3:4:5:6:7:8", "1::8", "::ffff:1.2.3.4", "1:2:3:4:5:6:7::"],
        ["1:2:3:4:5:6:7", "::1::", "12345::", "1:2:3:4:5:6:7:8:9", ":1"]
      ),
      (
        .uuid, ["2eb8aa08-aa98-11ea-b4aa-73b441d16380"],
        ["2eb8aa08aa9811eab4aa73b441d16380", "2eb8aa08-aa98-11ea-b4aa-73b441d1638g"]
      ),
      (
        .uri, ["http://a.b/c?d#e", "urn:x:y", "mailto:a@b", "http://[::1]:80/"],
        ["/relative", "not a uri", "http://a b", "a", "http://a/%zz"]
      ),
      (.uriReference, ["/a/b", "", "#x", "?q", "a:b"], ["a b", "\\\\x", "#a#b"]),
      (.iri, ["http://ƒøø.ßår/?∂éœ"], ["/abc", "http://a b"]),
      (.jsonPointer, ["", "/a/b", "/~0~1"], ["a", "/~2", "/~"]),
      (.relativeJSONPointer, ["0", "1/a", "2#"], ["/a", "01", "-1"]),
      (.uriTemplate, ["http://x/{y}", "{+a,b*}{?c:3}"], ["{", "a}", "{a,}"]),
      (.regex, ["^a[b-d]+(?:x|y){2,}\\d$", "", "a|b"], ["(", "[", "a{2,1", "*a", "\\"]),
    ])
  func texts(format: TextFormat, valid: [String], invalid: [String]) throws {
    let language = try format.language()
    for text in valid { #expect(try language.contains(text), "\(format) \(text)") }
    for text in invalid { #expect(try !language.contains(text), "\(format) \(text)") }
  }

  @Test("a format that stands alone is an annotation where the edition says so")
  func annotation() throws {
    let edition = "https://json-schema.org/draft/2020-12/schema"
    try expect(#"{"$schema":"\#(edition)","format":"date"}"#, takes: [#""x""#], refuses: [])
    try expect(
      #"{"$schema":"\#(edition)","type":"string","format":"date"}"#, takes: [#""2024-01-31""#],
      refuses: [#""x""#])
    try expect(#"{"format":"date"}"#, takes: ["1"], refuses: [#""x""#])
  }
}
