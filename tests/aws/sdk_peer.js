// Findings as the official SDK gets them: sdk_peer.js ENDPOINT REGION prints a JSON map from service to the ids of
// what it read, in order. Asks for the same as gavel does, with the SDK's own commands.
'use strict'
const [endpoint, region] = process.argv.slice(2)
const options = { endpoint, region, maxAttempts: 5 }
const load = name => require('@aws-sdk/client-' + name)

// All pages of a command; `names` are the members of the token in question and answer, and of the list.
async function all(client, command, ask, token, list) {
	const found = []
	let next
	do {
		const page = await client.send(new command(next ? { ...ask, [token]: next } : ask))
		found.push(...(list ? page[list] : [page]))
		next = page[token]
	} while (next)
	return found
}

async function securityhub() {
	const { SecurityHubClient, GetFindingsCommand } = load('securityhub')
	const ask = { Filters: { RecordState: [{ Value: 'ACTIVE', Comparison: 'EQUALS' }] }, MaxResults: 100 }
	const found = await all(new SecurityHubClient(options), GetFindingsCommand, ask, 'NextToken', 'Findings')
	return found.map(f => f.Id)
}

async function guardduty() {
	const { GuardDutyClient, ListDetectorsCommand, ListFindingsCommand, GetFindingsCommand } = load('guardduty')
	const client = new GuardDutyClient(options), ids = []
	for (const DetectorId of await all(client, ListDetectorsCommand, { MaxResults: 50 }, 'NextToken', 'DetectorIds')) {
		let NextToken
		do {
			const page = await client.send(new ListFindingsCommand({ DetectorId, MaxResults: 50, NextToken }))
			const got = await client.send(new GetFindingsCommand({ DetectorId, FindingIds: page.FindingIds }))
			ids.push(...got.Findings.map(f => f.Arn))
			NextToken = page.NextToken
		} while (NextToken)
	}
	return ids
}

async function inspector2() {
	const { Inspector2Client, BatchGetAccountStatusCommand, ListFindingsCommand } = load('inspector2')
	const client = new Inspector2Client(options)
	const { accounts } = await client.send(new BatchGetAccountStatusCommand({}))
	if (accounts[0].state.status !== 'ENABLED')
		return []
	const found = await all(client, ListFindingsCommand, { maxResults: 100 }, 'nextToken', 'findings')
	return found.map(f => f.findingArn)
}

async function accessanalyzer() {
	const { AccessAnalyzerClient, ListAnalyzersCommand, ListFindingsCommand, ListFindingsV2Command } = load('accessanalyzer')
	const client = new AccessAnalyzerClient(options), found = []
	for (const a of await all(client, ListAnalyzersCommand, { maxResults: 100 }, 'nextToken', 'analyzers')) {
		const command = /UNUSED|INTERNAL/.test(a.type) ? ListFindingsV2Command : ListFindingsCommand
		found.push(...await all(client, command, { analyzerArn: a.arn, maxResults: 100 }, 'nextToken', 'findings'))
	}
	return found.map(f => f.id)
}

// The findings of each of these images that was scanned.
async function scanned(client, command, repositoryName, images) {
	const found = []
	for (const { imageDigest } of images)
		try {
			const ask = { repositoryName, imageId: { imageDigest }, maxResults: 1000 }
			const pages = await all(client, command, ask, 'nextToken', null)
			found.push(pages.flatMap(p => p.imageScanFindings.findings.map(f => f.name)))
		} catch (why) {
			if (why.name !== 'ScanNotFoundException')
				throw why
		}
	return found
}

async function ecr() {
	const { ECRClient, DescribeRepositoriesCommand, DescribeImagesCommand, DescribeImageScanFindingsCommand, BatchGetImageCommand } = load('ecr')
	const client = new ECRClient(options), ids = []
	for (const { repositoryName } of await all(client, DescribeRepositoriesCommand, { maxResults: 1000 }, 'nextToken', 'repositories')) {
		const listed = await all(client, DescribeImagesCommand, { repositoryName, maxResults: 1000 }, 'nextToken', 'imageDetails')
		const index = listed.find(i => /index/.test(i.imageManifestMediaType))
		let left = listed.filter(i => i !== index && !i.artifactMediaType).sort((a, b) => b.imagePushedAt - a.imagePushedAt), found = []
		if (index) {
			const got = await client.send(new BatchGetImageCommand({ repositoryName, imageIds: [{ imageDigest: index.imageDigest }] }))
			const entries = got.images.length ? JSON.parse(got.images[0].imageManifest).manifests : []
			entries.sort((a, b) => a.platform.architecture < b.platform.architecture ? -1 : 1)
			const chosen = entries.flatMap(e => left.filter(i => i.imageDigest === e.digest))
			found = await scanned(client, DescribeImageScanFindingsCommand, repositoryName, chosen)
			left = left.filter(i => !chosen.includes(i))
		}
		while (!found.length && left.length) {
			const last = left.filter(i => +i.imagePushedAt === +left[0].imagePushedAt).sort((a, b) => a.imageTags[0] < b.imageTags[0] ? -1 : 1)
			found = await scanned(client, DescribeImageScanFindingsCommand, repositoryName, last)
			left = left.slice(last.length)
		}
		ids.push(...found.flat())
	}
	return ids
}

async function main() {
	const out = {}
	for (const read of [securityhub, guardduty, inspector2, accessanalyzer, ecr])
		out[read.name] = await read()
	console.log(JSON.stringify(out))
}

main().catch(why => {
	console.error(String(why))
	process.exit(1)
})
