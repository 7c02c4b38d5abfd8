import { lines, quoted } from './codeText.ts';
import type { ProgramQuery, ProgramSearch } from './programQuery.ts';
import { rawString } from './rustCode.ts';

/** Returns a program that sends the requests of a query with a plain HTTP client of the language. */
export function httpCode(language: HttpLanguage, query: ProgramQuery): string {
  return { go, java, csharp, rust }[language](query);
}

/** Languages whose code sends a query as JSON over HTTP. */
export type HttpLanguage = 'go' | 'java' | 'csharp' | 'rust';

const apiVersion = '2026-07';

/** Returns the address of a search and its body as JSON. */
export function addressAndBody({ host, request }: ProgramSearch): readonly [string, string] {
  return [`${host}/${request.path}`, JSON.stringify(request.body)];
}

function callsOf(
  { searches, remarks }: ProgramQuery,
  call: (url: string, body: string) => string,
  comment: string,
): readonly string[] {
  return [
    ...searches.map((search) => call(...addressAndBody(search))),
    ...remarks.map((remark) => `${comment}// ${remark}`),
  ];
}

function go(query: ProgramQuery): string {
  return lines(
    'package main',
    '',
    'import (',
    '\t"fmt"',
    '\t"io"',
    '\t"log"',
    '\t"net/http"',
    '\t"os"',
    '\t"strings"',
    ')',
    '',
    'func main() {',
    ...callsOf(query, (url, body) => `\tpost(${quoted(url)}, ${quoted(body)})`, '\t'),
    '}',
    '',
    'func post(url, body string) {',
    '\trequest, err := http.NewRequest("POST", url, strings.NewReader(body))',
    '\tcheck(err)',
    '\trequest.Header.Set("Api-Key", os.Getenv("PINECONE_API_KEY"))',
    `\trequest.Header.Set("X-Pinecone-Api-Version", "${apiVersion}")`,
    '\trequest.Header.Set("Content-Type", "application/json")',
    '\tanswer, err := http.DefaultClient.Do(request)',
    '\tcheck(err)',
    '\tdefer answer.Body.Close()',
    '\ttext, err := io.ReadAll(answer.Body)',
    '\tcheck(err)',
    '\tfmt.Println(answer.Status, string(text))',
    '}',
    '',
    'func check(err error) {',
    '\tif err != nil {',
    '\t\tlog.Fatal(err)',
    '\t}',
    '}',
  );
}

function java(query: ProgramQuery): string {
  return lines(
    'import java.net.URI;',
    'import java.net.http.HttpClient;',
    'import java.net.http.HttpRequest;',
    'import java.net.http.HttpResponse;',
    '',
    'public class Main {',
    '    public static void main(String[] args) throws Exception {',
    ...callsOf(query, (url, body) => `        post(${quoted(url)}, ${quoted(body)});`, '        '),
    '    }',
    '',
    '    static void post(String url, String body) throws Exception {',
    '        HttpRequest request = HttpRequest.newBuilder(URI.create(url))',
    '                .header("Api-Key", System.getenv("PINECONE_API_KEY"))',
    `                .header("X-Pinecone-Api-Version", "${apiVersion}")`,
    '                .header("Content-Type", "application/json")',
    '                .POST(HttpRequest.BodyPublishers.ofString(body))',
    '                .build();',
    '        HttpResponse<String> answer =',
    '                HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());',
    '        System.out.println(answer.statusCode() + " " + answer.body());',
    '    }',
    '}',
  );
}

function csharp(query: ProgramQuery): string {
  return lines(
    'using System.Text;',
    '',
    'using var client = new HttpClient();',
    'client.DefaultRequestHeaders.Add("Api-Key", Environment.GetEnvironmentVariable("PINECONE_API_KEY"));',
    `client.DefaultRequestHeaders.Add("X-Pinecone-Api-Version", "${apiVersion}");`,
    '',
    ...callsOf(query, (url, body) => `await Post(${quoted(url)}, ${quoted(body)});`, ''),
    '',
    'async Task Post(string url, string body)',
    '{',
    '    var content = new StringContent(body, Encoding.UTF8, "application/json");',
    '    var answer = await client.PostAsync(url, content);',
    '    Console.WriteLine($"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");',
    '}',
  );
}

function rust(query: ProgramQuery): string {
  return lines(
    '// cargo add reqwest --features blocking',
    'fn main() -> Result<(), Box<dyn std::error::Error>> {',
    ...callsOf(query, (url, body) => `    post(${rawString(url)}, ${rawString(body)})?;`, '    '),
    '    Ok(())',
    '}',
    '',
    "fn post(url: &str, body: &'static str) -> Result<(), Box<dyn std::error::Error>> {",
    '    let answer = reqwest::blocking::Client::new()',
    '        .post(url)',
    '        .header("Api-Key", std::env::var("PINECONE_API_KEY")?)',
    `        .header("X-Pinecone-Api-Version", "${apiVersion}")`,
    '        .header("Content-Type", "application/json")',
    '        .body(body)',
    '        .send()?;',
    '    println!("{} {}", answer.status(), answer.text()?);',
    '    Ok(())',
    '}',
  );
}
