// Random requests and the Authorization that aws4 gives them: sign_peer.js FOLDER COUNT SEED writes
// FOLDER/requests (see sign_tool.c) and FOLDER/theirs.
'use strict'
const aws4 = require('aws4')
const fs = require('fs')

const [folder, count, seed] = process.argv.slice(2)
let state = Number(seed) >>> 0

// mulberry32
function draw(below) {
	state = (state + 0x6d2b79f5) >>> 0
	let t = Math.imul(state ^ (state >>> 15), state | 1)
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
	return ((t ^ (t >>> 14)) >>> 0) % below
}

const pick = list => list[draw(list.length)]
const LETTERS = [...'abcXYZ019-._~', ...' +=&?#%/:;,@$!*\'()"<>[]{}|^`\\', 'ü', '€', 'ሴ', '😀']
// strict: all but the unreserved encoded, in one of the ways that clients write it.
const encode = text => encodeURIComponent(text).replace(/[!'()*]/g, c => '%' + c.charCodeAt(0).toString(16).toUpperCase())
const word = most => Array.from({ length: 1 + draw(most) }, () => pick(LETTERS)).join('')

function path(service) {
	const segments = Array.from({ length: 1 + draw(4) }, () => draw(8) ? encode(word(8)) : pick(['', '.', '..', 'x']))
	// aws4 folds dots and slashes everywhere but in S3's own paths.
	return '/' + segments.join('/')
}

function query() {
	const params = new Map()
	for (let i = draw(5); i > 0; i--)
		params.set(word(6).replace(/^$/, 'k'), draw(5) ? word(10) : '')
	return [...params].map(([k, v]) => encode(k) + '=' + encode(v)).join('&')
}

function headers() {
	const all = {}
	for (let i = draw(4); i > 0; i--)
		all['X-Field-' + pick('ABCDEFG')] = pick(['', ' ', '  ']) + pick(['one', 'two  three', 'a=b; c', '"x   y"', 'UPPER']) + pick(['', ' '])
	return all
}

function request(i) {
	const service = pick(['s3', 's3', 'sts', 'athena', 'kms', 'service'])
	const time = 1400000000 + draw(600000000)
	const q = query()
	const own = { Host: pick(['h.example', 'bucket.s3.amazonaws.com', '127.0.0.1:8080']), ...headers() }
	const body = draw(3) ? '' : word(40)
	return { service, time, region: pick(['us-east-1', 'eu-central-1', 'cn-north-1']),
		token: draw(3) ? '' : 'token/' + encode(word(20)) + '==', method: pick(['GET', 'PUT', 'POST', 'DELETE', 'HEAD']),
		path: path(service), query: q, own, body }
}

function sign(r) {
	const stamp = new Date(r.time * 1000).toISOString().replace(/[-:]|\.000/g, '')
	const keys = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
	if (r.token)
		keys.sessionToken = r.token
	const fields = { ...r.own, 'X-Amz-Date': stamp, 'Content-Type': 'text/plain', 'Content-Length': String(Buffer.byteLength(r.body)) }
	const options = { service: r.service, region: r.region, method: r.method, path: r.path + (r.query ? '?' + r.query : ''),
		headers: fields, body: r.body }
	if (r.service === 's3')
		fields['X-Amz-Content-Sha256'] = require('crypto').createHash('sha256').update(r.body).digest('hex')
	return aws4.sign(options, keys).headers.Authorization
}

const requests = [], theirs = []
for (let i = 0; i < Number(count); i++) {
	const r = request(i)
	const fields = Object.entries({ ...r.own, 'Content-Type': 'text/plain', 'Content-Length': Buffer.byteLength(r.body) })
	theirs.push(sign(r))
	requests.push([r.time, r.region, r.service, r.token, r.method, r.path, r.query,
		fields.map(([k, v]) => k + ':' + v).join('\n'), r.body].map(x => encode(String(x))).join('\t'))
}
fs.writeFileSync(folder + '/requests', requests.join('\n') + '\n')
fs.writeFileSync(folder + '/theirs', theirs.join('\n') + '\n')
