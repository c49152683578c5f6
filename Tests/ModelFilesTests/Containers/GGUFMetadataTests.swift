import ModelFiles
import Testing

@Suite("GGUF metadata")
struct GGUFMetadataTests {
  private func metadata(_ entries: [UInt8]...) throws -> GGUFMetadata {
    var image = GGUFImage()
    image.entries = entries
    return try GGUFHeader(parsing: image.bytes, path: "model.gguf").metadata
  }

  @Test("a value of another type throws and names key, expected and got")
  func wrongType() throws {
    let metadata = try metadata(
      GGUFImage.uint32("count", 7), GGUFImage.entry("text", type: 8, GGUFImage.text("seven")),
      GGUFImage.array("list", type: 0, count: 3, [1, 2, 3]))
    let cases: [(String, String, () throws(ModelFileError) -> Void)] = [
      ("'count'", "uint32 7", { () throws(ModelFileError) in _ = try metadata.string("count") }),
      (
        "'text'", "string 'seven'",
        { () throws(ModelFileError) in _ = try metadata.integer("text") }
      ),
      (
        "'list'", "an array of 3 uint8 elements",
        { () throws(ModelFileError) in _ = try metadata.strings(ifPresent: "list") }
      ),
      (
        "'count'", "uint32 7",
        { () throws(ModelFileError) in _ = try metadata.bool(ifPresent: "count") }
      ),
    ]
    for (key, got, body) in cases {
      let error = thrownError(by: body)
      #expect(error?.kind == .mismatched)
      #expect(error?.problem.contains(key) == true)
      #expect(error?.got == got)
      #expect(error?.path == "model.gguf")
    }
  }

  @Test(
    "bytes are not taken for numbers of another width: an array of uint8 is no array of floats' bits"
  )
  func elementType() throws {
    let metadata = try metadata(GGUFImage.array("scores", type: 0, count: 4, [0, 0, 128, 63]))
    #expect(try metadata.floats(ifPresent: "scores") == [0, 0, 128, 63])
    #expect(try metadata.integers(ifPresent: "scores") == [0, 0, 128, 63])
  }

  @Test("a key that is needed and absent throws; one that is optional is nil")
  func absence() throws {
    let metadata = try metadata(GGUFImage.uint32("count", 7))
    #expect(try metadata.integer(ifPresent: "other") == nil)
    let error = thrownError { () throws(ModelFileError) in _ = try metadata.number("other") }
    #expect(error?.kind == .missing)
    #expect(error?.problem.contains("'other'") == true)
  }

  @Test("an unsigned integer beyond 63 bits throws instead of turning negative")
  func largeInteger() throws {
    let metadata = try metadata(
      GGUFImage.entry("big", type: 10, GGUFImage.bytes(UInt64.max)),
      GGUFImage.array("bigs", type: 10, count: 1, GGUFImage.bytes(UInt64.max)))
    #expect(thrownError { () throws(ModelFileError) in _ = try metadata.integer("big") } != nil)
    #expect(
      thrownError { () throws(ModelFileError) in _ = try metadata.integers(ifPresent: "bigs") }
        != nil)
  }

  @Test("integers serve as numbers, whatever their width and sign")
  func widening() throws {
    let metadata = try metadata(
      GGUFImage.entry("a", type: 1, [0xFF]), GGUFImage.entry("b", type: 3, [0xFE, 0xFF]),
      GGUFImage.array("c", type: 3, count: 2, [0xFF, 0xFF, 2, 0]))
    #expect(try metadata.number("a") == -1)
    #expect(try metadata.integer("b") == -2)
    #expect(try metadata.floats(ifPresent: "c") == [-1, 2])
  }

  @Test("texts of an array keep their bytes, and those that are not UTF-8 are found")
  func textTable() throws {
    let elements = GGUFImage.text("é") + GGUFImage.bytes(UInt64(2)) + [0xC3, 0x28]
    let metadata = try metadata(GGUFImage.array("tokens", type: 8, count: 2, elements))
    let table = try #require(try metadata.strings(ifPresent: "tokens"))
    #expect(table[0] == "é")
    #expect(table.firstInvalid == 1)
    #expect(table.bytes(at: 1) == [0xC3, 0x28])
    #expect(table[1] == "\u{FFFD}(")
    #expect(table.packed().bytes == [0xC3, 0xA9, 0xC3, 0x28])
    #expect(table.packed().ends == [2, 4])
  }
}
