import ModelFiles

extension GGUFHostileTests {
  static let preamble: [HostileGGUF] = [
    HostileGGUF("bad magic", .malformed, "not a GGUF file", "50 4b 3 4") {
      $0.magic = [0x50, 0x4B, 3, 4]
    },
    HostileGGUF("version 0", .unsupported, "version 0", "expected version 2 or 3") {
      $0.version = 0
    },
    HostileGGUF("version 1", .unsupported, "version 1", "expected version 2 or 3") {
      $0.version = 1
    },
    HostileGGUF("a future version", .unsupported, "version 4", "newer") { $0.version = 4 },
    HostileGGUF("byte-swapped version", .unsupported, "big-endian") {
      $0.version = UInt32(3).byteSwapped
    },
    HostileGGUF("tensor count -1", .truncated, "number of tensors", "18446744073709551615") {
      $0.tensorCount = .max
    },
    HostileGGUF("tensor count times size overflows", .truncated, "number of tensors") {
      $0.tensorCount = 1 << 58
    },
    HostileGGUF("entry count -1", .truncated, "number of metadata entries") {
      $0.entryCount = .max
    },
    HostileGGUF("entry count times size overflows", .truncated, "number of metadata entries") {
      $0.entryCount = 1 << 60
    },
    HostileGGUF("more tensors than there are", .truncated, "the file ends inside") {
      $0.tensorCount = 3
      $0.data = []
      $0.alignment = 1
      $0.entries[1] = GGUFImage.uint32("padding", 1)
      $0.entries[0] = GGUFImage.entry("x", type: 8, GGUFImage.text("llama llama llama"))
    },
    HostileGGUF("more entries than there are", .malformed, "metadata entry 3") {
      $0.entryCount = 4
      // The first tensor's fields then read as an entry: name as key, dimension count as type.
      $0.tensors[0] = .init("", [2, 3])
    },
  ]

  static let metadata: [HostileGGUF] = [
    HostileGGUF("key length too big", .malformed, "key of metadata entry 0", "at most 65535") {
      $0.entries[0] = GGUFImage.bytes(UInt64(65_536)) + [UInt8](repeating: 97, count: 65_536)
    },
    HostileGGUF("key length -1", .malformed, "key of metadata entry 0") {
      $0.entries[0] = GGUFImage.bytes(UInt64.max)
    },
    HostileGGUF("empty key", .malformed, "key of metadata entry 0 is empty") {
      $0.entries[0] = GGUFImage.uint32("", 1)
    },
    HostileGGUF("key that is not UTF-8", .malformed, "not valid UTF-8") {
      $0.entries[0][8] = 0xFF
    },
    HostileGGUF("unknown value type", .malformed, "'bad' has an unknown type", "got 13") {
      $0.entries[0] = GGUFImage.entry("bad", type: 13, [0, 0, 0, 0])
    },
    HostileGGUF("negative value type", .malformed, "'bad' has an unknown type") {
      $0.entries[0] = GGUFImage.entry("bad", type: .max, [0, 0, 0, 0])
    },
    HostileGGUF("duplicate key", .malformed, "'llama.block_count' appears twice") {
      $0.entries[0] = GGUFImage.uint32("llama.block_count", 1)
    },
    HostileGGUF("string length -1", .malformed, "value of key 'bad'", "18446744073709551615") {
      $0.entries[0] = GGUFImage.entry("bad", type: 8, GGUFImage.bytes(UInt64.max))
    },
    HostileGGUF("string length past the end", .truncated, "value of key 'bad'") {
      $0.entries[0] = GGUFImage.entry("bad", type: 8, GGUFImage.bytes(UInt64(1 << 40)))
    },
    HostileGGUF("string that is not UTF-8", .malformed, "'bad' is not valid UTF-8") {
      $0.entries[0] = GGUFImage.entry("bad", type: 8, GGUFImage.bytes(UInt64(1)) + [0xC3])
    },
    HostileGGUF("bool that is neither", .malformed, "'bad'", "expected 0 or 1, got 2") {
      $0.entries[0] = GGUFImage.entry("bad", type: 7, [2])
    },
    HostileGGUF("bool in an array that is neither", .malformed, "'bad'", "got 255") {
      $0.entries[0] = GGUFImage.array("bad", type: 7, count: 2, [1, 255])
    },
    HostileGGUF("array count -1", .truncated, "elements of key 'bad'") {
      $0.entries[0] = GGUFImage.array("bad", type: 0, count: .max, [])
    },
    HostileGGUF("array count times size overflows", .truncated, "elements of key 'bad'") {
      $0.entries[0] = GGUFImage.array("bad", type: 12, count: 1 << 61, [])
    },
    HostileGGUF("string array count times size overflows", .truncated, "elements of key 'bad'") {
      $0.entries[0] = GGUFImage.array("bad", type: 8, count: (1 << 61) + 1, [])
    },
    HostileGGUF("array string past the end", .truncated, "array of key 'bad'") {
      $0.entries[0] = GGUFImage.array(
        "bad", type: 8, count: 1, GGUFImage.bytes(UInt64(Int32.max) + 1))
    },
    HostileGGUF("array of arrays", .unsupported, "'bad' is an array of arrays") {
      $0.entries[0] = GGUFImage.array("bad", type: 9, count: 0, [])
    },
    HostileGGUF("array of an unknown type", .malformed, "'bad' has an unknown type") {
      $0.entries[0] = GGUFImage.array("bad", type: 99, count: 0, [])
    },
    HostileGGUF("alignment of the wrong type", .malformed, "general.alignment", "uint64 32") {
      $0.entries[0] = GGUFImage.entry(
        "general.alignment", type: 10, GGUFImage.bytes(UInt64(32)))
    },
    HostileGGUF("alignment 0", .malformed, "general.alignment", "uint32 0") {
      $0.entries[0] = GGUFImage.uint32("general.alignment", 0)
    },
    HostileGGUF("alignment 13", .malformed, "general.alignment", "power of two") {
      $0.entries[0] = GGUFImage.uint32("general.alignment", 13)
    },
    HostileGGUF("alignment 4", .malformed, "general.alignment", "at least 8") {
      $0.entries[0] = GGUFImage.uint32("general.alignment", 4)
    },
    HostileGGUF("huge alignment", .truncated, "tensor 'a'") {
      $0.entries[0] = GGUFImage.uint32("general.alignment", 1 << 31)
      $0.tensors[1].offset = 1 << 31
    },
  ]

  static let tensors: [HostileGGUF] = [
    HostileGGUF("tensor name too long", .malformed, "name of tensor 0", "at most 64 bytes") {
      $0.tensors[0].name = [UInt8](repeating: 97, count: 65)
    },
    HostileGGUF("duplicate tensor name", .malformed, "'b' appears twice") {
      $0.tensors[0].name = Array("b".utf8)
    },
    HostileGGUF("empty tensor name", .malformed, "name of tensor 0 is empty") {
      $0.tensors[0].name = []
    },
    HostileGGUF("tensor name that is not UTF-8", .malformed, "name of tensor 0", "UTF-8") {
      $0.tensors[0].name = [0xFE]
    },
    HostileGGUF("five dimensions", .malformed, "'a' has too many dimensions", "got 5") {
      $0.tensors[0].dimensions = [1, 1, 1, 1, 1]
    },
    HostileGGUF("dimension count -1", .malformed, "'a' has too many dimensions") {
      $0.tensors[0].dimensionCount = .max
    },
    HostileGGUF("zero dimension beside values", .malformed, "'b' does not start where", "got 32") {
      $0.tensors[0].dimensions = [2, 0]
    },
    HostileGGUF("zero dimension beside a negative one", .malformed, "dimension 1", "got -1") {
      $0.tensors[0].dimensions = [0, .max]
    },
    HostileGGUF("zero dimension beside an overflow", .malformed, "dimension 2 of tensor 'a'") {
      $0.tensors[0].dimensions = [0, 1 << 32, 1 << 32]
    },
    HostileGGUF("negative dimension", .malformed, "dimension 0 of tensor 'a'", "got -1") {
      $0.tensors[0].dimensions = [.max, 3]
    },
    HostileGGUF("product of dimensions overflows", .malformed, "dimension 1 of tensor 'a'") {
      $0.tensors[0].dimensions = [1 << 32, 1 << 32]
    },
    HostileGGUF("unknown tensor type", .unsupported, "'a' has an unknown type", "number 999") {
      $0.tensors[0].type = 999
    },
    HostileGGUF("negative tensor type", .unsupported, "'a' has an unknown type") {
      $0.tensors[0].type = .max
    },
    HostileGGUF("withdrawn tensor type", .unsupported, "withdrawn type Q4_0_4_4") {
      $0.tensors[0].type = 31
    },
    HostileGGUF("row that is no multiple of the block", .malformed, "multiple of 32", "Q8_0") {
      $0.tensors[0].type = 8
      $0.tensors[0].dimensions = [33]
    },
    HostileGGUF("row that is no multiple of a listed type's block", .malformed, "IQ4_XS") {
      $0.tensors[0].type = 23
      $0.tensors[0].dimensions = [64, 4]
    },
  ]

  static let sizes: [HostileGGUF] = [
    HostileGGUF("byte size overflows", .malformed, "size of tensor 'a' overflows") {
      $0.tensors[0].dimensions = [1 << 62]
    },
    HostileGGUF("sum of two sizes overflows", .malformed, "up to tensor 'a' overflow") {
      $0.tensors[0] = .init("a", [0x7FFF_FFFF_FFFF_FFC0], type: 24)
      $0.tensors[1] = .init("b", [0x7FFF_FFFF_FFFF_FFC0], type: 24, offset: 0x7FFF_FFFF_FFFF_FFC0)
    },
    HostileGGUF("end of a tensor overflows", .malformed, "up to tensor 'a' overflow") {
      $0.tensors[0] = .init("a", [UInt64(Int.max)], type: 24)
    },
    HostileGGUF("offset that is not aligned", .malformed, "offset of tensor 'b' is not aligned") {
      $0.tensors[1].offset = 33
    },
    HostileGGUF("offset with a hole", .malformed, "'b' does not start where", "expected offset 32")
    {
      $0.tensors[1].offset = 64
    },
    HostileGGUF("offset that overlaps", .malformed, "'b' does not start where", "got 0") {
      $0.tensors[1].offset = 0
    },
    HostileGGUF("offset -32", .malformed, "'b' does not start where") {
      $0.tensors[1].offset = UInt64.max - 31
    },
    HostileGGUF("data truncated", .truncated, "ends before tensor 'b'") { $0.data.removeLast() },
    HostileGGUF("no data", .truncated, "ends before tensor 'a'") { $0.data = [] },
    HostileGGUF("tensor larger than the file", .truncated, "ends before tensor 'b'") {
      $0.tensors[1].dimensions = [1 << 40]
    },
  ]
}
