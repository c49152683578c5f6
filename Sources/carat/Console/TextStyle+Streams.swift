import PlainText

extension TextStyle {
  /// Styles of standard output.
  static var output: TextStyle { TextStyle(isTerminal: Console.outputIsTerminal) }
  /// Styles of standard error.
  static var error: TextStyle { TextStyle(isTerminal: Console.errorIsTerminal) }

  /// Colours only on a terminal that wants them.
  private init(isTerminal: Bool) {
    let variables = Environment.variables
    let refuses = variables["NO_COLOR"].map { !$0.isEmpty } ?? false
    self.init(isColored: isTerminal && !refuses && variables["TERM"] != "dumb")
  }
}
