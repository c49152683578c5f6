import JSON
import Testing

@Suite("Values that encode themselves")
struct JSONEncodingTests {
  private struct Inner: Encodable {
    var b: Double?
    var a: [Int]
  }

  private struct Outer: Encodable {
    var z = "text"
    var missing: Int?
    var flag = true
    var inner = Inner(b: nil, a: [3, 1])
    var small: UInt8 = 7
    var half: Float = 0.5
    var list: [Inner] = [Inner(b: 1.5, a: [])]
    var any: [String?] = ["x", nil]
    enum CodingKeys: String, CodingKey {
      case z = "renamed"
      case missing, flag, inner, small, half, list, any
    }
  }

  @Test("members keep the order of their keys, and what is missing is null")
  func order() throws {
    #expect(
      try JSONValue(encoding: Outer()).serialized
        == #"{"renamed":"text","missing":null,"flag":true,"inner":{"b":null,"a":[3,1]},"small":7,"#
        + #""half":0.5,"list":[{"b":1.5,"a":[]}],"any":["x",null]}"#)
  }

  @Test("plain values are themselves")
  func plain() throws {
    #expect(try JSONValue(encoding: 3) == .integer(3))
    #expect(try JSONValue(encoding: "a") == .string("a"))
    #expect(try JSONValue(encoding: Int?.none) == .null)
    #expect(try JSONValue(encoding: [String: Int]()).serialized == "{}")
    #expect(throws: EncodingError.self) { try JSONValue(encoding: UInt64.max) }
  }
}
