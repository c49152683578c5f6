/// Everything that defines a tokenizer, as plain data.
///
/// A GGUF header, a `tokenizer.model` and a `tokenizer.json` all become this value; `Tokenizer` is
/// made from it.
public struct TokenizerDescription: Sendable, Hashable {
  /// The algorithm that turns text into pieces.
  public enum Model: String, Sendable, Hashable, CaseIterable {
    /// Merges the neighbours whose union has the best score (SentencePiece, `model_type: BPE`).
    case sentencePieceBPE
    /// Chooses the likeliest sequence of pieces (Kudo 2018, arXiv:1804.10959).
    case unigram
    /// Merges by rank, starting from bytes (GPT-2).
    case byteLevelBPE
    /// Merges by rank, starting from characters (Sennrich et al. 2016, arXiv:1508.07909), as in the
    /// `tokenizer.json` of Llama 2 and Gemma.
    case characterBPE
  }

  /// The places where a space is put before the text.
  public enum SpacePrefix: String, Sendable, Hashable, CaseIterable {
    /// Nowhere.
    case never
    /// Before the text, unless a special token comes first.
    case atStart
    /// Before the text and after every special token.
    case everySection
  }

  /// The algorithm that turns text into pieces.
  public var model: Model
  /// The pieces in the order of their ids, as their file writes them.
  public var pieces: PieceList
  /// The score of each piece (log-probability or negated rank), or empty.
  public var scores: [Float] = []
  /// The kind of each piece, or empty if all are normal.
  public var kinds: [PieceKind] = []
  /// Merges, the most urgent first.
  public var merges = MergeList()

  /// Rewriting of the text before anything else, in order.
  public var normalization: [NormalizationStep] = []
  /// Cutting of the text into words, within which merging stays.
  public var preTokenization: PreTokenization = .none
  /// Places where a space is put before the text.
  public var spacePrefix: SpacePrefix = .never
  /// Tells whether that space is put after the text instead, where words end in their space.
  public var spaceIsSuffix = false
  /// Tells whether runs of spaces become one, and those at both ends none.
  public var removesExtraWhitespace = false
  /// Tells whether a space is written `▁` (U+2581) in pieces.
  public var escapesWhitespace = false
  /// The compiled character map of a SentencePiece normaliser, or empty for none.
  public var characterMap: [UInt8] = []
  /// Tells whether text without a piece becomes byte pieces `<0x..>`.
  public var byteFallback = false
  /// Tells whether text without a piece is left out, although there is an unknown piece.
  public var leavesOutUnknown = false
  /// Tells whether neighbouring unknown characters become one unknown piece.
  public var fusesUnknown = true
  /// Suffix that the last character of a word carries in pieces, as `</w>` in GPT's; merging by
  /// rank from characters alone knows it.
  public var wordSuffix = ""
  /// Tells whether a word that is a piece is taken whole, without merging.
  public var ignoresMerges = false
  /// Number of leading spaces that decoding takes away; `nil` stands for those that the rules above
  /// have added.
  public var strippedLeadingSpaces: Int?
  /// Tells whether `▁` decodes to a space even where `escapesWhitespace` is off, because other
  /// steps have written it.
  public var decodesMark = false
  /// Steps from pieces to text; `nil` stands for what the rules above say.
  public var decoding: [DecodingStep]?
  /// Text that an unknown piece decodes to; `nil` stands for the piece itself.
  public var unknownSurface: String?

  /// Marks the beginning of a text.
  public var beginningOfText: Int?
  /// Marks the end of a text.
  public var endOfText: Int?
  /// Marks the end of a turn in a conversation.
  public var endOfTurn: Int?
  /// Stands for text that the vocabulary cannot express.
  public var unknown: Int?
  /// Fills up batches.
  public var padding: Int?
  /// Tells whether `beginningOfText` is put before a text.
  public var addsBeginningOfText = false
  /// Tells whether `endOfText` is put after a text.
  public var addsEndOfText = false
  /// The tokens around a text where they are more than the two above, as a post-processor in
  /// `tokenizer.json` names them.
  public var frame: Frame?
  /// Further tokens that end a generation.
  public var additionalEndOfGeneration: Set<Int> = []
  /// Tokens whose recognition in text differs from what their kind says.
  public var addedTokens: [AddedToken] = []
  /// Tells whether text can write no other tokens than `addedTokens`, whatever the kinds of
  /// pieces say.
  public var recognizesAddedTokensOnly = false
  /// Notes for a user on what the files ask for and cannot have.
  public var notes: [String] = []

  /// The chat template, in Jinja.
  public var chatTemplate: String?
  /// Further chat templates by name, such as `tool_use`.
  public var namedChatTemplates: [String: String] = [:]

  /// A description with nothing but pieces.
  public init(model: Model, pieces: PieceList) {
    self.model = model
    self.pieces = pieces
  }

  /// The tokens around a text.
  public struct Frame: Sendable, Hashable {
    /// Tokens before the text.
    public var prefix: [Int]
    /// Tokens after the text.
    public var suffix: [Int]

    /// Makes a frame.
    public init(prefix: [Int], suffix: [Int]) {
      self.prefix = prefix
      self.suffix = suffix
    }
  }

  /// A token's recognition in text, in the terms of `added_tokens` in `tokenizer.json`.
  public struct AddedToken: Sendable, Hashable {
    /// The token.
    public var id: Int
    /// Tells whether whitespace before it is taken with it.
    public var takesSpaceBefore = false
    /// Tells whether whitespace after it is taken with it.
    public var takesSpaceAfter = false
    /// Tells whether it must stand alone, without letters or digits beside it.
    public var isWholeWord = false
    /// Tells whether it is looked for in the normalised text instead of the original.
    public var isNormalized = false
    /// Tells whether it stands beside the vocabulary, so that merging never makes it.
    public var isBesideVocabulary = false

    /// Makes a token without any of the rules.
    public init(id: Int) { self.id = id }
  }
}
