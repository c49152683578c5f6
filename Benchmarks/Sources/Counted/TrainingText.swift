/// The words that the vocabulary of the counted runs is made from, each with its number of
/// occurrences.
///
/// Stems and endings stand for a language, signs and numbers for JSON.
enum TrainingText {
  private static let stems = """
    act add answer arm art back bal band bar base bear bell bird blue board bold book bound bread brid \
    bright broad build call cap car care cast cell cent chain chang charg check child circ clear clos \
    coast cold color comm cond cont cook copy corn count cour cover craft cross curr cut danc dark \
    deal deep del describ desert dist divid dream drive earth east effect elect end engin equal even \
    event exact exp fact fall farm fast field figur final find fire firm flat float flow follow forc \
    form found frame free fresh front func gard gath gen glass gold good grand grass great green \
    ground group grow guard guid hand happ hard heal heart heat heav help high hold home hope hour \
    ident imag include index inform inst inter invent iron island join journ judg keep kind know lab \
    lack land lang large last lead learn left length less letter level light limit line list liv \
    load local long look lov low mach main mak map mark mass match mean measur meet member mess \
    meth mind minut mod moon morn mount mov music name nat near need night norm north note number \
    object offer open oper order organ own pack page paint pair pap part pass path patt pay person \
    phras pict place plain plan plant play point port pos power press print problem process prod \
    prom prop prov publ pull purp quest quick quiet rain rang read real reason rec refer region \
    relat rem report requ resp rest result rich right ring river road rock roll room round rul
    """
  private static let endings = [
    "", "s", "ed", "ing", "er", "ers", "ly", "able", "ment", "ation", "ness", "ful", "ive", "or",
  ]
  private static let signs = [
    "\"", ":", ",", "{", "}", "[", "]", "\":", "\",", "\"}", "\"]", "{\"", "[\"", "},", "],", "}]",
    "[{", "[{\"", "\"},", "\"],", "\"}}", "\":\"", "\",\"", "\":[", "\":{", "\\", "\\\"", "\\n",
    "\\u", "-", ".", "/", "@", "://", "...", "--", "==", "=>", "()", "();", "!", "?", ";", "'", "_",
  ]
  private static let names = [
    "null", "true", "false", "type", "string", "integer", "object", "array", "value", "title",
    "properties", "description", "required", "items", "date", "city", "street", "address", "code",
    "id", "http", "https", "www", "org", "com", "the", "and", "with", "from", "that", "this",
    "they",
  ]

  /// All words, a space before those that have one; the same in every run.
  static var words: [(text: String, count: Int)] {
    let stems = stems.split { $0 == " " || $0 == "\n" }.map(String.init)
    var words: [(text: String, count: Int)] = []
    for (place, stem) in stems.enumerated() {
      for (turn, ending) in endings.enumerated() where (place + turn) % 3 != 1 {
        // A few words are frequent, most are rare.
        let count = 1 + 600 / (2 + (place * endings.count + turn * 37) % 997)
        words.append((" " + stem + ending, 2 * count))
        if turn == 0 { words.append((stem, count)) }
      }
    }
    for (place, sign) in signs.enumerated() {
      words.append((sign, 400 - 8 * place))
      words.append((" " + sign, 200 - 4 * place))
    }
    for (place, name) in names.enumerated() {
      words.append((name, 300 - 8 * place))
      words.append((" " + name, 150 - 4 * place))
    }
    words += (0..<1000).map { ("\($0)", 1 + 100 / (1 + $0)) }
    words += (1...8).map { (String(repeating: " ", count: 2 * $0), 40 / $0) }
    return words
  }
}
