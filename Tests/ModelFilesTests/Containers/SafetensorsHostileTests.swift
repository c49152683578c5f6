import ModelFiles
import Testing

/// A safetensors file that must be refused, and words that the refusal must contain.
struct HostileSafetensors: Sendable, CustomTestStringConvertible {
  let name: String
  let kind: ModelFileError.Kind
  let words: [String]
  let image: SafetensorsImage

  /// A file with this header and eight bytes of values.
  init(
    _ name: String, _ kind: ModelFileError.Kind, _ words: String..., header: String,
    length: UInt64? = nil
  ) {
    self.name = name
    self.kind = kind
    self.words = words
    image = SafetensorsImage(header: header, data: [UInt8](repeating: 0, count: 8), length: length)
  }

  /// A file whose tensor `t` is described so.
  init(_ name: String, _ kind: ModelFileError.Kind, _ words: String..., tensor: String) {
    self.name = name
    self.kind = kind
    self.words = words
    image = SafetensorsImage(
      header: "{\"t\":{\(tensor)}}", data: [UInt8](repeating: 0, count: 8))
  }

  var testDescription: String { name }
}

@Suite("safetensors files that must be refused")
struct SafetensorsHostileTests {
  static let headers: [HostileSafetensors] = [
    .init(
      "length past the end", .truncated, "inside the safetensors header", header: "{}", length: 99),
    .init("length over 100 MB", .malformed, "100000000", header: "{}", length: 100_000_001),
    .init("length -1", .malformed, "18446744073709551615", header: "{}", length: .max),
    .init("length 0", .malformed, "too short", header: "{}", length: 0),
    .init("header that is an array", .malformed, "not a JSON object", header: "[]"),
    .init("header that begins with a space", .malformed, "not a JSON object", header: " {}"),
    .init("header that is cut", .malformed, "not valid JSON", header: "{\"t\":"),
    .init("header with something behind it", .malformed, "not valid JSON", header: "{}{}"),
    .init(
      "deep nesting", .malformed, "nested deeper",
      header: "{\"t\":" + String(repeating: "[", count: 5000)),
    .init("notes that are no object", .malformed, "__metadata__", header: "{\"__metadata__\":[1]}"),
    .init(
      "a note that is no string", .malformed, "__metadata__", "'n'",
      header: "{\"__metadata__\":{\"n\":1}}"),
    .init("no tensors but bytes", .malformed, "bytes follow", header: "{}"),
    .init("a tensor that is a number", .malformed, "'t' has no dtype", header: "{\"t\":5}"),
    .init(
      "overlap", .malformed, "'u' overlaps",
      header: """
        {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "u":{"dtype":"F16","shape":[3],"data_offsets":[2,8]}}
        """),
    .init(
      "the same bytes twice", .malformed, "'u' overlaps",
      header: """
        {"t":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},\
        "u":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}
        """),
    .init(
      "hole", .malformed, "hole before tensor 'u'", "expected a start of 4, got 6",
      header: """
        {"t":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
        "u":{"dtype":"F16","shape":[1],"data_offsets":[6,8]}}
        """),
  ]

  static let tensors: [HostileSafetensors] = [
    .init("no dtype", .malformed, "'t' has no dtype", tensor: "\"shape\":[2]"),
    .init(
      "unknown dtype", .unsupported, "unknown dtype", "'F128'",
      tensor: "\"dtype\":\"F128\",\"shape\":[2],\"data_offsets\":[0,8]"),
    .init("no shape", .malformed, "shape of tensor 't'", tensor: "\"dtype\":\"F32\""),
    .init(
      "negative extent", .malformed, "shape of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]"),
    .init(
      "fractional extent", .malformed, "shape of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[2.5],\"data_offsets\":[0,8]"),
    .init(
      "extent beyond 64 bits", .malformed, "shape of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[36893488147419103232],\"data_offsets\":[0,8]"),
    .init(
      "product overflows", .malformed, "size of tensor 't' overflows",
      tensor: "\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,8]"),
    .init(
      "bytes overflow", .malformed, "size of tensor 't' overflows",
      tensor: "\"dtype\":\"F64\",\"shape\":[1152921504606846976],\"data_offsets\":[0,8]"),
    .init(
      "half a byte", .malformed, "not whole bytes",
      tensor: "\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,1]"),
    .init("no offsets", .malformed, "data_offsets", tensor: "\"dtype\":\"F32\",\"shape\":[2]"),
    .init(
      "one offset", .malformed, "data_offsets of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8]"),
    .init(
      "end before start", .malformed, "data_offsets of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]"),
    .init(
      "offset -8", .malformed, "data_offsets of tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[-8,0]"),
    .init(
      "span unlike the shape", .malformed, "expected 12 bytes", "got 8",
      tensor: "\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]"),
    .init(
      "past the end", .truncated, "ends before tensor 't'",
      tensor: "\"dtype\":\"F32\",\"shape\":[4],\"data_offsets\":[0,16]"),
    .init(
      "bytes behind the last tensor", .malformed, "bytes follow the last tensor",
      tensor: "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]"),
    .init(
      "start near 2^63", .malformed, "data_offsets of tensor 't' overflow",
      tensor: "\"dtype\":\"U8\",\"shape\":[1],"
        + "\"data_offsets\":[9223372036854775806,9223372036854775807]"),
  ]

  @Test("is refused with what, where, expected and got", arguments: headers + tensors)
  func refused(_ hostile: HostileSafetensors) {
    let error = thrownError(hostile.name) { () throws(ModelFileError) in
      _ = try SafetensorsHeader(parsing: hostile.image.bytes, path: "hostile.safetensors")
    }
    #expect(error?.kind == hostile.kind)
    for word in hostile.words {
      let text = error?.description ?? ""
      #expect(text.contains(word), "\(hostile.name): \(text)")
    }
  }

  @Test("a file cut off at any byte throws")
  func truncation() throws {
    let whole = try ContainerFixtures.bytes("types.safetensors")
    _ = try SafetensorsHeader(parsing: whole)
    for length in 0..<whole.count {
      _ = thrownError("cut at byte \(length)") { () throws(ModelFileError) in
        _ = try SafetensorsHeader(parsing: whole[..<length])
      }
    }
  }
}
