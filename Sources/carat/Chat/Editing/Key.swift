/// A key that somebody pressed, or what a terminal sent for it.
enum Key: Equatable {
  /// Text that was typed; several characters if they came at once.
  case text(String)
  /// Text between the marks of a bracketed paste; its line breaks are `\n`.
  case paste(String)
  case enter
  /// Enter with Alt: a line break in the message.
  case lineBreak
  case tab
  case backspace, delete
  case left, right, up, down
  case home, end
  case wordLeft, wordRight
  case deleteWordBefore, deleteWordAfter
  /// A letter with Ctrl, in lower case.
  case control(Character)
  /// A key that means nothing here, Escape among them.
  case other
}
