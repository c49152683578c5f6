import JSON

/// A token as a tokenizer's files describe it: its text, and how it is recognised.
struct NamedToken: Sendable, Hashable {
  var content: String
  var isSpecial: Bool
  var takesSpaceBefore = false
  var takesSpaceAfter = false
  var isWholeWord = false
  /// The file's word on whether the token is looked for in normalised text, if it has one.
  private var statesNormalized: Bool?

  /// Tells whether the token is looked for in the normalised text: where no file says, unless it
  /// is special.
  var isNormalized: Bool {
    get { statesNormalized ?? !isSpecial }
    set { statesNormalized = newValue }
  }

  /// A token without rules.
  init(_ content: String, isSpecial: Bool) {
    self.content = content
    self.isSpecial = isSpecial
  }

  /// A token of `added_tokens`, `added_tokens_decoder` or a name: an object with its content, or
  /// the content alone.
  ///
  /// - Parameter isSpecial: Whether it is special where the object does not say, as names are.
  init?(_ json: JSONValue, isSpecial: Bool) {
    if let content = json.string {
      self.init(content, isSpecial: isSpecial)
      return
    }
    guard let content = json["content"]?.string else { return nil }
    self.init(content, isSpecial: json["special"]?.bool ?? isSpecial)
    takesSpaceBefore = json["lstrip"]?.bool ?? false
    takesSpaceAfter = json["rstrip"]?.bool ?? false
    isWholeWord = json["single_word"]?.bool ?? false
    statesNormalized = json["normalized"]?.bool
  }

  /// The same as a rule for an id.
  func rule(id: Int) -> TokenizerDescription.AddedToken {
    var rule = TokenizerDescription.AddedToken(id: id)
    rule.takesSpaceBefore = takesSpaceBefore
    rule.takesSpaceAfter = takesSpaceAfter
    rule.isWholeWord = isWholeWord
    rule.isNormalized = isNormalized
    return rule
  }
}
