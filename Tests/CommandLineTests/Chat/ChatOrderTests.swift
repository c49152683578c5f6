import Testing

@testable import carat

@Suite("orders of a chat")
struct ChatOrderTests {
  @Test(
    "words are understood in any case, and by the names that other chats have for them",
    arguments: [
      ("/help", ChatOrder.help), ("/HELP", .help), ("/?", .help), ("/", .help), ("/clear", .reset),
      ("/Reset", .reset), ("/new", .reset), ("/save a b.md", .save("a b.md", replaces: false)),
      ("/save! x", .save("x", replaces: true)),
      ("/save \"a b\"", .save("a b", replaces: false)), ("/save 'a' ", .save("a", replaces: false)),
      ("/save \"a", .save("\"a", replaces: false)), ("/save \"", .save("\"", replaces: false)),
      ("/save \"a\" \"b\"", .save("\"a\" \"b\"", replaces: false)),
      ("/system  Be kind", .system("Be kind")),
      ("/exit", .quit), ("/hlep", .unknown("/hlep")), ("/quit now?", .unknown("/quit now?")),
    ])
  func words(_ line: String, _ order: ChatOrder) { #expect(ChatOrder(line) == order) }

  @Test(
    "paths, fractions, several lines and what follows a space are for the model",
    arguments: ["/usr/bin is what?", "/2 of it", " /help", "/help\nme", "//help", "hi /help"])
  func messages(_ line: String) { #expect(ChatOrder(line) == nil) }

  @Test("a near miss is answered with what was meant")
  func suggestions() {
    #expect(ChatOrder.complaint(about: "/hlep").contains("did you mean /help?"))
    #expect(ChatOrder.complaint(about: "/sytem").contains("did you mean /system?"))
    #expect(ChatOrder.complaint(about: "/clera").contains("did you mean /clear?"))
    #expect(ChatOrder.complaint(about: "/reset now").contains("nothing after it"))
    #expect(ChatOrder.complaint(about: "/frobnicate").contains("/help lists what is."))
    #expect(ChatOrder.complaint(about: "/foo").contains("/help lists what is."))
  }

  @Test("the help fits a terminal of 80 columns")
  func help() {
    for line in ChatOrder.helpText.split(separator: "\n") { #expect(line.count < 80, "\(line)") }
  }
}
