// Whole documents: whole messages, so that every word is looked at when one changes.

extension Malformed {
  static let documents: [Malformed] = [
    .document(
      "",
      meets: "spec.yaml:1:1: the spec is empty; 'deeplinear new' writes one to start from."),
    .document(
      "# only a comment\n",
      meets: "spec.yaml:1:1: the spec is empty; 'deeplinear new' writes one to start from."),
    .document(
      "---\n",
      meets: "spec.yaml:2:1: the spec is empty; expected keys such as network, target and initialization."),
    .document(
      "- a\n- list\n",
      meets:
        "spec.yaml:1:1: the spec is a list of 2; expected keys such as network, target and initialization."),
    .document(
      "just text",
      meets:
        "spec.yaml:1:1: the spec is 'just text'; expected keys such as network, target and initialization."),
    .document(
      "name: a\n---\nname: b\n",
      meets: "spec.yaml:2:1: a second document begins here; keep one spec a file."),
    .document(
      "name: [unclosed\n",
      meets:
        "spec.yaml:2:1: this is not YAML: did not find expected ',' or ']' while parsing a flow sequence from line 1; check indentation, brackets and quotes."
    ),
    .document(
      "name: 'unclosed\n",
      meets:
        "spec.yaml:2:1: this is not YAML: found unexpected end of stream while scanning a quoted scalar from line 1; check indentation, brackets and quotes."
    ),
    .document(
      "name: a\n\tdepth: 3\n",
      meets:
        "spec.yaml:2:1: this is not YAML: found a tab character that violates indentation while scanning a plain scalar from line 1; check indentation, brackets and quotes."
    ),
    .document(
      "name: a\n  depth: 3\n",
      meets:
        "spec.yaml:2:8: this is not YAML: mapping values are not allowed in this context; check indentation, brackets and quotes."
    ),
    .document(
      "name: a: b\n",
      meets:
        "spec.yaml:1:8: this is not YAML: mapping values are not allowed in this context; check indentation, brackets and quotes."
    ),
    .document(
      "name: @home\n",
      meets:
        "spec.yaml:1:7: this is not YAML: found character that cannot start any token while scanning for the next token from line 1; check indentation, brackets and quotes."
    ),
    .document(
      "name: a\nnetwork:\n\tdepth: 2\n",
      meets:
        "spec.yaml:3:1: here is a tab, which YAML does not take as indentation; indent with blanks."
    ),
    .document(
      "name: *nobody\n",
      meets:
        "spec.yaml:1:7: here is an alias (*name) without an anchor (&name) before it; add one, or write the value out."
    ),
    .document(
      "x-a: &a [1, *a]\n",
      meets:
        "spec.yaml:1:13: here is an alias (*name) within the value that it names, which would contain itself; write the value out."
    ),
    .document(
      "x-a: '&a'\nx-b: *a\n",
      meets:
        "spec.yaml:2:6: here is an alias (*name) without an anchor (&name) before it; add one, or write the value out."
    ),
    .document(
      "name: \u{1}\n",
      meets: "spec.yaml:1:7: here is a control character; expected a spec in YAML or JSON."),
    .document(
      "name: a\u{7}b\n",
      meets: "spec.yaml:1:8: here is a control character; expected a spec in YAML or JSON."),
    .document(
      "name: !!binary aGk=\n",
      meets: "spec.yaml:1:7: the tag 'tag:yaml.org,2002:binary' has no meaning in a spec; leave it out."),
    .document(
      "network: !layered {depth: 3}\n",
      meets: "spec.yaml:1:10: the tag '!layered' has no meaning in a spec; leave it out."),
    .document(
      "'<<': {name: a}\n",
      meets:
        "spec.yaml:1:1: the spec has no key '<<'; its keys are name, network, target, initialization, dynamics, stop, observe, seeds, sweep, best and checkpoint."
    ),
    .document(
      "\u{FEFF}name: a: b\n",
      meets:
        "spec.yaml:1:8: this is not YAML: mapping values are not allowed in this context; check indentation, brackets and quotes."
    ),
    .document(
      "\u{FEFF}\n",
      meets: "spec.yaml:1:1: the spec is empty; 'deeplinear new' writes one to start from."),
    .document(
      "naïve: 3\n",
      meets:
        "spec.yaml:1:1: the spec has no key 'naïve'; its keys are name, network, target, initialization, dynamics, stop, observe, seeds, sweep, best and checkpoint."
    ),
    .document(
      "{\"name\": \"a\", \"network\": {\"depth\": \"4\", \"width\": 3}}\n",
      meets:
        "spec.yaml:1:36: network.depth is the text '4'; expected a whole number from 1 to 1000, such as 4."),
    .document(
      "{\"name\": \"a\",\n \"netwrok\": {}}\n",
      meets: "spec.yaml:2:2: the spec has no key 'netwrok'; did you mean network?"),
  ]
}
