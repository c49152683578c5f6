import Testing

@testable import carat

@Suite("Memory of a process")
struct ProcessMemoryTests {
  private static let smaps = """
    55d0c0000000-55d0c0400000 r--p 00000000 fe:00 131                /opt/a b/carat
    Size:               4096 kB
    Rss:                 100 kB
    55d0c0400000-55d0c0900000 r-xp 00400000 fe:00 131                /opt/a b/carat
    Rss:                2000 kB
    55d0c0900000-55d0c0a00000 rw-p 00900000 fe:00 131                /opt/a b/carat
    Rss:                  30 kB
    55d0c0a00000-55d0c0b00000 rw-p 00000000 00:00 0                  [heap]
    Rss:                9000 kB
    7f0000000000-7f0000100000 r--s 00000000 fe:00 977 /models/m.gguf
    Rss:               70000 kB
    7f0000200000-7f0000300000 r-xp 00000000 fe:00 555 /usr/lib/libc.so.6
    Rss:                 400 kB
    7f0000300000-7f0000400000 rw-p 00000000 00:00 0
    Rss:                5000 kB
    7ffe00000000-7ffe00001000 r-xp 00000000 00:00 0 [vdso]
    Rss:                   4 kB
    """

  @Test(
    "the program's own pages are those of files that may be executed, and nothing of a model or the heap"
  )
  func programPages() {
    #expect(ProcessMemory.programBytes(smaps: Self.smaps) == (100 + 2000 + 30 + 400) * 1024)
    #expect(ProcessMemory.programBytes(smaps: "") == nil)
    #expect(ProcessMemory.programBytes(smaps: "nonsense\nRss: x kB\n") == nil)
  }

  #if os(Linux)
    @Test("the program's own pages are a part of what is resident")
    func here() throws {
      let program = try #require(ProcessMemory.programBytes)
      let resident = try #require(ProcessMemory.residentBytes)
      #expect(program > 0 && program <= resident + (1 << 24))
    }

    @Test("the list of mappings is read to its end, however many reads that takes")
    func wholeList() throws {
      let maps = try #require(ProcessMemory.mappings)
      let total = maps.split(separator: "\n").reduce(0) { sum, line in
        let fields = line.split(separator: " ")
        return sum + (fields.first == "Rss:" ? (Int(fields[1]) ?? 0) * 1024 : 0)
      }
      let resident = try #require(ProcessMemory.residentBytes)
      #expect(Double(total) > 0.8 * Double(resident))
    }
  #endif
}
