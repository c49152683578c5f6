import Foundation
import Testing

@testable import carat

@Suite("what was typed in earlier chats")
struct ChatHistoryTests {
  @Test(
    "entries come back in the next chat, whatever is in them, and only their owner can read them")
  func round() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "deep/chat-history").path
      var history = ChatHistory(file: file)
      let entries = ["one", "two\nlines \"quoted\" \\ \u{1B}", "日本語"]
      for entry in entries { history.add(entry) }
      history.add("日本語")
      history.add(" secret")
      history.add("  \n")
      #expect(history.entries == entries && history.problem == nil)
      #expect(ChatHistory(file: file).entries == entries)
      let facts = try FileManager.default.attributesOfItem(atPath: file)
      #expect(facts[.posixPermissions] as? Int == 0o600)
    }
  }

  @Test("a file grows no further than twice the limit, and strange lines are passed over")
  func bounds() throws {
    try Scratch.with { folder in
      let file = folder.appending(path: "chat-history")
      let many = 2 * ChatHistory.limit + 2
      let lines = (0..<many).map { "\"\($0)\"\n" }.joined() + "no json\n{}\n\"last\"\n"
      try Data(lines.utf8).write(to: file)
      let history = ChatHistory(file: file.path)
      #expect(history.entries.count == ChatHistory.limit - 2 && history.entries.last == "last")
      let kept = try String(contentsOf: file, encoding: .utf8)
      #expect(kept.split(separator: "\n").count == history.entries.count)
    }
  }

  @Test("where nothing can be written the chat goes on and says why; links are not followed")
  func unwritable() throws {
    try Scratch.with { folder in
      let target = folder.appending(path: "target")
      try Data("mine".utf8).write(to: target)
      let link = folder.appending(path: "link")
      try FileManager.default.createSymbolicLink(at: link, withDestinationURL: target)
      var history = ChatHistory(file: link.path)
      history.add("x")
      #expect(history.entries == ["x"] && history.problem?.contains(link.path) == true)
      #expect(try String(contentsOf: target, encoding: .utf8) == "mine")
    }
  }

  @Test("a walk goes back and forth, and the draft is there again at its end")
  func walk() {
    var walk = HistoryWalk(["first", "second"])
    var buffer = LineBuffer()
    buffer.insert("draft")
    var seen: [String] = []
    for _ in 0..<3 {
      walk.older(&buffer)
      seen.append(buffer.text)
    }
    for _ in 0..<3 {
      walk.newer(&buffer)
      seen.append(buffer.text)
    }
    #expect(seen == ["second", "first", "first", "second", "draft", "draft"])
  }

  @Test("a search finds the last entry, then older ones, and a shorter query begins anew")
  func search() {
    var walk = HistoryWalk(["apple one", "pear", "apple two"])
    var buffer = LineBuffer()
    walk.startSearch()
    walk.search(adding: "apple", &buffer)
    #expect(buffer.text == "apple two" && walk.prompt == "(search: apple) ")
    walk.searchOlder(&buffer)
    #expect(buffer.text == "apple one")
    walk.searchOlder(&buffer)
    #expect(buffer.text == "apple one")
    walk.searchShorter(&buffer)
    #expect(buffer.text == "apple two")
    walk.leaveSearch()
    #expect(!walk.isSearching && walk.prompt == nil)
  }
}
