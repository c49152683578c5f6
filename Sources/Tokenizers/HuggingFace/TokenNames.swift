import JSON

/// The tokens that the files beside a vocabulary name, merged in the order of transformers 5.
///
/// `added_tokens_decoder` of `tokenizer_config.json` comes before all else. Without it,
/// `special_tokens_map.json` overrides the configuration's names, and `added_tokens.json` and the
/// list of `tokenizer.json` give the tokens.
struct TokenNames {
  /// The names that every tokenizer may have, in transformers' order.
  static let standardNames = [
    "bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token",
  ]

  /// Tokens with places of their own, in the order of those.
  private(set) var placed: [(id: Int, token: NamedToken)] = []
  /// Tokens with a role, such as `eos_token`.
  private(set) var roles: [(name: String, token: NamedToken)] = []
  /// Further special tokens without a role.
  private(set) var further: [NamedToken] = []
  /// Tells whether the files list further special tokens, be it none.
  private(set) var listsFurther = false
  /// Tells whether that list stands under its older key, which a SentencePiece model's own
  /// marks replace.
  private(set) var listIsOlder = false

  private var values: [String: JSONValue] = [:]
  private var order: [String] = []

  /// Merges the files.
  ///
  /// - Parameters:
  ///   - listed: `added_tokens` of `tokenizer.json`.
  ///   - defaults: Names that the tokenizer's class gives where no file does.
  init(_ settings: TokenizerSettings, listed: JSONValue?, defaults: [String: String]) {
    take(settings.config)
    if let older = values["additional_special_tokens"], isEmpty(values["extra_special_tokens"]) {
      set("extra_special_tokens", older)
      values["additional_special_tokens"] = nil
    }
    var places: [Int: NamedToken] = [:]
    if let decoder = settings.config?["added_tokens_decoder"]?.object {
      for (key, value) in decoder {
        if let id = Int(key), let token = NamedToken(value, isSpecial: false) { places[id] = token }
      }
    } else {
      mergeSpecialTokens(settings.specialTokens)
      place(settings.addedTokens, in: &places)
      for value in listed?.array ?? [] {
        guard let id = value["id"]?.integer, let token = NamedToken(value, isSpecial: false) else {
          continue
        }
        places[id] = token
      }
    }
    placed = places.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    readRoles(defaults)
    readFurther()
    values = [:]
  }

  private func isEmpty(_ value: JSONValue?) -> Bool {
    guard let value, !value.isNull else { return true }
    return value.array?.isEmpty ?? value.object.map { $0.count == 0 } ?? false
  }

  private mutating func set(_ key: String, _ value: JSONValue) {
    if values[key] == nil { order.append(key) }
    values[key] = value
  }

  private mutating func take(_ json: JSONValue?) {
    for (key, value) in json?.object ?? JSONObject()
    where key.hasSuffix("_token") || key.hasSuffix("_special_tokens") {
      set(key, value)
    }
  }

  private mutating func mergeSpecialTokens(_ json: JSONValue?) {
    for (key, value) in json?.object ?? JSONObject()
    where key.hasSuffix("_token") || key.hasSuffix("_special_tokens") {
      if key == "extra_special_tokens", let more = value.array {
        let known = values[key]?.array ?? []
        set(key, .array(known + more.filter { !known.contains($0) }))
      } else {
        set(key, value)
      }
    }
  }

  /// `added_tokens.json`: ids by content; a token is special if another file names it.
  private func place(_ json: JSONValue?, in places: inout [Int: NamedToken]) {
    var special = Set(Self.standardNames.compactMap { Self.content(values[$0]) })
    special.formUnion((values["extra_special_tokens"]?.array ?? []).compactMap(Self.content))
    for (content, id) in json?.object ?? JSONObject() {
      guard let id = id.integer else { continue }
      places[id] = NamedToken(content, isSpecial: special.contains(content))
    }
  }

  private static func content(_ value: JSONValue?) -> String? {
    value?.string ?? value?["content"]?.string
  }

  private mutating func readRoles(_ defaults: [String: String]) {
    let own = order.filter { $0.hasSuffix("_token") && !Self.standardNames.contains($0) }
    for name in Self.standardNames + own {
      let value = values[name]
      guard let content = Self.content(value) ?? (value == nil ? defaults[name] : nil) else {
        continue
      }
      let known =
        Self.standardNames.contains(name) ? placed.last { $0.token.content == content } : nil
      let token = known?.token ?? value.flatMap { NamedToken($0, isSpecial: true) }
      roles.append((name, token ?? NamedToken(content, isSpecial: true)))
    }
    // One key in two spellings: names under the older one take the place of those under the newer.
    let named = values["extra_special_tokens"]?.object
    for (name, value) in named ?? values["model_specific_special_tokens"]?.object ?? JSONObject() {
      if let token = NamedToken(value, isSpecial: true) { roles.append((name, token)) }
    }
  }

  private mutating func readFurther() {
    // Named ones leave the place of the list free for the older key.
    let newer = values["extra_special_tokens"]
    let list = newer == nil || newer?.object != nil ? values["additional_special_tokens"] : newer
    listsFurther = list != nil
    listIsOlder = list != nil && (newer == nil || newer?.object != nil)
    further = (list?.array ?? []).compactMap { value in
      // An object that says what it is has its own default; one that does not is a special token's
      // name with rules.
      NamedToken(value, isSpecial: value["__type"]?.string != "AddedToken")
    }
  }

  /// The same with these further tokens, unless the files list some.
  func withFurther(_ contents: [String]) -> TokenNames {
    if listsFurther { return self }
    var names = self
    names.further = contents.map { NamedToken($0, isSpecial: true) }
    return names
  }

  /// The same, where tokens with places are looked for in the text as it is.
  func matchingOriginalText() -> TokenNames {
    var names = self
    for index in names.placed.indices { names.placed[index].token.isNormalized = false }
    return names
  }

  /// The same without further tokens under the older key.
  func withoutOlderList() -> TokenNames {
    guard listIsOlder else { return self }
    var names = self
    names.further = []
    names.listsFurther = false
    return names
  }

  /// The text of a role's token.
  func content(of role: String) -> String? { roles.last { $0.name == role }?.token.content }
}
