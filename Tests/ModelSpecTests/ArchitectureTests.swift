import Foundation
import Testing

@testable import ModelSpec

@Suite("Who an architecture is")
struct ArchitectureIdentityTests {
  @Test("each has a name of its own, for files and for people")
  func names() {
    let all = Architecture.allCases
    #expect(Set(all.map(\.rawValue)).count == all.count)
    #expect(Set(all.map(\.displayName)).count == all.count)
    for architecture in all {
      #expect(Architecture(rawValue: architecture.rawValue) == architecture)
    }
    #expect(Architecture(rawValue: "mamba") == nil)
  }

  @Test("JSON holds the name alone, and an unknown one is refused")
  func coding() throws {
    let text = try JSONEncoder().encode([Architecture.gemma3, .grok1, .qwen3MoE])
    #expect(String(decoding: text, as: UTF8.self) == #"["gemma3","grok","qwen3moe"]"#)
    let read = try JSONDecoder().decode([Architecture].self, from: text)
    #expect(read == [.gemma3, .grok1, .qwen3MoE])
    #expect(read.map(\.displayName) == ["Gemma 3", "Grok-1", "Qwen3-MoE"])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Architecture].self, from: Data(#"["mamba"]"#.utf8))
    }
  }
}
