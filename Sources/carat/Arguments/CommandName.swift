import ArgumentParser
import ModelSpec

/// The word that names a command, and what somebody meant who wrote another.
enum CommandName {
  /// Names that other tools give to our commands.
  private static let synonyms = [
    "list": "models", "ls": "models", "library": "models", "rm": "models --remove NAME",
    "remove": "models --remove NAME", "delete": "models --remove NAME", "version": "--version",
    "download": "pull", "fetch": "pull", "get": "pull", "show": "inspect", "info": "inspect",
    "generate": "run", "complete": "run", "ask": "run", "perplexity": "score", "ppl": "score",
    "encode": "tokenize", "tokenise": "tokenize", "benchmark": "bench", "convert": "quantize",
    "quantise": "quantize", "size": "plan", "estimate": "plan", "check": "doctor",
  ]

  /// Commands that are planned and not there.
  private static let planned: Set<String> = [
    "serve", "constrain", "train", "gradients", "data", "tokenizer", "eval", "load", "report",
    "team", "mcp", "device",
  ]

  /// The names of all commands, hidden ones included.
  static var all: [String] {
    Carat.configuration.subcommands.compactMap { $0.configuration.commandName }
  }

  /// - Throws: `WrongArguments` if the first word is no command, or asks help for one that does
  ///   not exist.
  static func check(_ arguments: [String]) throws {
    let words = arguments.filter { !$0.hasPrefix("-") }
    guard let first = words.first, !isBehindOption(first, arguments) else { return }
    let name = first == "help" ? words.dropFirst().first ?? first : first
    let known = all
    guard name != "help", !known.contains(name) else { return }
    throw WrongArguments("there is no command '\(name)'; " + advice(name, known))
  }

  /// Tells whether an option that takes a value stands before the first word, as in
  /// `--generate-completion-script bash`.
  private static func isBehindOption(_ word: String, _ arguments: [String]) -> Bool {
    guard let index = arguments.firstIndex(of: word), index > 0 else { return false }
    return !["-h", "--help", "--version"].contains(arguments[index - 1])
  }

  private static func advice(_ name: String, _ known: [String]) -> String {
    if let meant = synonyms[name] { return "'carat \(meant)' does that" }
    if planned.contains(name) { return "it is not part of this version" }
    let visible = Carat.configuration.subcommands.compactMap { command in
      command.configuration.shouldDisplay ? command.configuration.commandName : nil
    }
    // The nearest alone, unless nothing is near.
    if let near = NameDistance.nearest(to: name, among: visible).first {
      return "did you mean '\(near)'?"
    }
    return "there are " + visible.joined(separator: ", ")
  }
}
