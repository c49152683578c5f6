import Testing

@testable import Constraints

@Suite struct SchemaStringTests {
  @Test(
    "Lengths are counted in code points, and patterns are searched for",
    arguments: [
      SchemaCase(
        #"{"type": "string", "minLength": 2, "maxLength": 2}"#,
        valid: [#""ab""#, #""éé""#, #""😀😀""#, "\"e\u{301}\""], invalid: [#""a""#, #""😀""#]),
      SchemaCase(
        #"{"type": "string", "pattern": "b+"}"#, valid: [#""abc""#, #""bb""#], invalid: [#""ac""#]),
      SchemaCase(
        #"{"type": "string", "pattern": "^a|b$"}"#, valid: [#""ax""#, #""xb""#],
        invalid: [#""xa""#, #""bx""#]),
      SchemaCase(
        #"{"type": "string", "pattern": "^\\p{Lu}\\d{2}$"}"#, valid: [#""É12""#],
        invalid: [#""é12""#, #""É123""#]),
      SchemaCase(
        #"{"type": "string", "pattern": "^(?!foo)", "maxLength": 4}"#, valid: [#""fob""#, #""""#],
        invalid: [#""food""#, #""abcde""#]),
    ])
  func textsAreMeasured(_ one: SchemaCase) throws { try one.check() }

  @Test(
    "Known formats are enforced, unknown ones are annotations",
    arguments: [
      SchemaCase(
        #"{"type": "string", "format": "date"}"#, valid: [#""2024-02-29""#, #""1999-12-31""#],
        invalid: [#""2023-02-29""#, #""1999-13-01""#, #""1999-1-1""#, #""today""#]),
      SchemaCase(
        #"{"type": "string", "format": "date-time"}"#,
        valid: [#""2024-02-29T23:59:59Z""#, #""2024-01-01T00:00:00.125+05:30""#],
        invalid: [#""2024-02-29 23:59:59""#, #""2024-02-29T24:00:00Z""#, #""2024-02-29T10:00:00""#]),
      SchemaCase(
        #"{"type": "string", "format": "ipv4"}"#, valid: [#""127.0.0.1""#],
        invalid: [#""256.0.0.1""#, #""1.2.3""#, #""01.2.3.4""#]),
      SchemaCase(
        #"{"type": "string", "format": "ipv6"}"#,
        valid: [#""::""#, #""::1""#, #""1:2:3:4:5:6:7:8""#, #""fe80::1:2""#, #""::ffff:1.2.3.4""#],
        invalid: [#""1:2:3:4:5:6:7""#, #""1::2::3""#, #""12345::""#, #""1:2:3:4:5:6:7:8:9""#]),
      SchemaCase(
        #"{"type": "string", "format": "uuid"}"#,
        valid: [#""2EB8AA08-aa98-11EA-b4aa-73B441D16380""#],
        invalid: [#""2eb8aa08-aa98-11ea-b4aa73b441d16380""#, #""x""#]),
      SchemaCase(
        #"{"type": "string", "format": "email"}"#, valid: [#""joe.bloggs@example.com""#],
        invalid: [#""joe""#, #""joe@""#, #"".joe@example.com""#, #""a b@example.com""#]),
      SchemaCase(
        #"{"type": "string", "format": "uri"}"#,
        valid: [#""http://foo.bar/?baz=qux#quux""#, #""urn:oasis:names""#],
        invalid: [#""//foo.bar""#, #""bar,baz""#, #""http:// x""#]),
      SchemaCase(
        #"{"type": "string", "format": "hostname"}"#, valid: [#""www.example.com""#],
        invalid: [#""-a.com""#, #""a_b""#]),
      SchemaCase(
        #"{"type": "string", "format": "duration"}"#, valid: [#""P4DT12H30M5S""#, #""P2W""#],
        invalid: [#""P""#, #""PT1D""#, #""P1""#]),
      SchemaCase(#"{"type": "string", "format": "colour"}"#, valid: [#""anything""#]),
    ])
  func formatsAreEnforced(_ one: SchemaCase) throws { try one.check() }
}
