import Testing

@testable import ToolCalls

@Suite struct ToolChoiceTests {
  @Test func `choices by name differ by their tool`() {
    #expect(ToolChoice.named("a") != .named("b"))
  }
}
