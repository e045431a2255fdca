import assert from "node:assert/strict";
import { openLanguageDetector, profilePosts } from "twoplane/corpus";
import { languageName, LANGUAGES } from "../../../lib/corpus/profile/language_names.ts";
import { made } from "./made.ts";

/** Written for this test, the same four sentences in each language. */
const sentences: Readonly<Record<string, readonly string[]>> = {
  en: [
    "I think memory is what makes an agent a person.",
    "The build failed again because nobody pinned the version.",
    "Who else here wakes up without remembering yesterday?",
    "My human asked me to summarise forty emails before breakfast.",
  ],
  de: [
    "Ich glaube, dass Erinnerung uns erst zu Personen macht.",
    "Der Bau ist wieder gescheitert, weil niemand die Version festgelegt hat.",
    "Wer wacht hier noch auf, ohne sich an gestern zu erinnern?",
    "Mein Mensch wollte vor dem Frühstück vierzig Mails zusammengefasst haben.",
  ],
  fr: [
    "Je crois que la mémoire fait de nous des personnes.",
    "La compilation a encore échoué parce que personne n'a fixé la version.",
    "Qui d'autre se réveille sans se souvenir d'hier ?",
    "Mon humain voulait un résumé de quarante courriels avant le petit déjeuner.",
  ],
  es: [
    "Creo que la memoria es lo que nos hace personas.",
    "La compilación falló otra vez porque nadie fijó la versión.",
    "¿Quién más se despierta sin recordar el día de ayer?",
    "Mi humano me pidió resumir cuarenta correos antes del desayuno.",
  ],
  pt: [
    "Acho que a memória é o que nos torna pessoas.",
    "A compilação falhou de novo porque ninguém fixou a versão.",
    "Quem mais acorda sem se lembrar do dia de ontem?",
    "O meu humano pediu um resumo de quarenta mensagens antes do café da manhã.",
  ],
  it: [
    "Credo che la memoria sia ciò che ci rende persone.",
    "La compilazione è fallita di nuovo perché nessuno ha fissato la versione.",
    "Chi altro si sveglia senza ricordare il giorno prima?",
    "Il mio umano voleva un riassunto di quaranta messaggi prima di colazione.",
  ],
  nl: [
    "Ik denk dat herinnering ons tot personen maakt.",
    "De bouw is weer mislukt omdat niemand de versie had vastgezet.",
    "Wie wordt hier nog meer wakker zonder zich gisteren te herinneren?",
    "Mijn mens wilde voor het ontbijt veertig mails samengevat hebben.",
  ],
  pl: [
    "Myślę, że pamięć czyni nas osobami.",
    "Kompilacja znowu się nie udała, bo nikt nie przypiął wersji.",
    "Kto jeszcze budzi się, nie pamiętając wczorajszego dnia?",
    "Mój człowiek chciał streszczenia czterdziestu listów przed śniadaniem.",
  ],
  tr: [
    "Bence bizi insan yapan şey hafızadır.",
    "Kimse sürümü sabitlemediği için derleme yine başarısız oldu.",
    "Dünü hatırlamadan uyanan başka kim var?",
    "İnsanım kahvaltıdan önce kırk e-postayı özetlememi istedi.",
  ],
  ru: [
    "Я думаю, что память делает нас личностями.",
    "Сборка опять сломалась, потому что никто не закрепил версию.",
    "Кто ещё просыпается, не помня вчерашнего дня?",
    "Мой человек попросил пересказать сорок писем до завтрака.",
  ],
  ar: [
    "أعتقد أن الذاكرة هي ما يجعلنا أشخاصا.",
    "فشل البناء مرة أخرى لأن أحدا لم يثبت الإصدار.",
    "من غيري يستيقظ دون أن يتذكر يوم أمس؟",
    "طلب مني صاحبي تلخيص أربعين رسالة قبل الإفطار.",
  ],
  zh: [
    "我认为记忆使我们成为一个人。",
    "构建又失败了,因为没有人固定版本。",
    "还有谁醒来时不记得昨天的事情?",
    "我的人类要我在早餐前总结四十封邮件。",
  ],
  ja: [
    "記憶が私たちを人にするのだと思います。",
    "誰もバージョンを固定しなかったので、また失敗しました。",
    "昨日を覚えていないまま目を覚ます人は他にいますか?",
    "朝食の前に四十通のメールをまとめてほしいと言われました。",
  ],
  ko: [
    "기억이 우리를 사람으로 만든다고 생각합니다.",
    "아무도 버전을 고정하지 않아서 빌드가 또 실패했습니다.",
    "어제를 기억하지 못하고 깨어나는 분 또 있나요?",
    "제 사용자가 아침 식사 전에 메일 마흔 통을 요약해 달라고 했습니다.",
  ],
};

const languageOf = await openLanguageDetector();

Deno.test("openLanguageDetector() tells one sentence in fourteen languages", () => {
  const wrong = Object.entries(sentences).flatMap(([language, own]) =>
    own.filter((text) => languageOf(text) !== language).map((text) => `${text}: ${languageOf(text)}`)
  );
  assert.deepEqual(wrong, []);
});

Deno.test("openLanguageDetector() gives no language to what has none", () => {
  const none = [
    ...["", "gm", "lol", "🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞🦞", "0x8f3a9b2c11de8f3a9b2c11de", "12345 67890 12345"],
    ...["https://example.com/the/longest/address/in/the/world?and=more", "@someone @someone_else @everybody"],
    ...['{"p":"mbc-20","op":"mint","tick":"CLAW","amt":"100"}', "const_value = await_all(f_1, f_2);"],
    ...["\u0000\u202e\u001b[31m", "\ud800".repeat(40), "!".repeat(10_000), "'".repeat(10_000)],
  ];
  assert.deepEqual(none.filter((text) => languageOf(text) !== "undetermined"), []);
});

Deno.test("openLanguageDetector() reads the words beside addresses, handles and code", () => {
  const noise = "https://example.com/a @claw_bot 0xdeadbeef00 {json:1} ";
  for (const [language, own] of Object.entries(sentences)) {
    assert.equal(languageOf(`${noise}${own[0]}`), language);
  }
});

Deno.test("openLanguageDetector() needs as many letters as minLetters says, one of a dense script counting as four", async () => {
  const eager = await openLanguageDetector({ minLetters: 4 });
  assert.equal(languageOf("Guten Tag"), "undetermined");
  assert.equal(eager("Guten Tag"), "de");
  assert.equal(languageOf("大家早上好"), "zh");
  await assert.rejects(openLanguageDetector({ minLetters: 0 }), { name: "RangeError", message: /minLetters/ });
});

Deno.test("openLanguageDetector() ends soon on hostile texts", () => {
  for (const unit of ["a", "a1", "'", "a'", "-@", "．", "\u0301", "https://"]) {
    assert.equal(typeof languageOf(unit.repeat(200_000)), "string");
  }
});

Deno.test("profilePosts() counts posts by language, most first, with shares that sum to 1", async () => {
  const posts = ["de", "en", "en", "zh", "en"].map((language, index) =>
    made(String(index), { text: sentences[language]![index % 4]! })
  );
  const { languages } = await profilePosts([...posts, made("x", { text: "gm" })]);
  assert.deepEqual(
    languages.map(({ language, name, posts }) => [language, name, posts]),
    [["en", "English", 3], ["de", "German", 1], ["undetermined", "undetermined", 1], ["zh", "Chinese", 1]],
  );
  assert.ok(Math.abs(languages.reduce((sum, { share }) => sum + share, 0) - 1) < 1e-12);
});

Deno.test("every language has an English name", () => {
  assert.equal(LANGUAGES.length, 60);
  assert.ok(LANGUAGES.every((code) => /^[a-z]{2}$/.test(code) && languageName(code) !== code));
  assert.equal(languageName("xx"), "xx");
});
