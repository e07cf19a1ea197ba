// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {AssetClasses} from "../../contracts/assets/AssetClasses.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {Receivables} from "../../contracts/assets/Receivables.sol";
import {PaymentsTest} from "../payments/PaymentsTest.sol";

/// @notice The base of the room's tests: `BUYER` owes `SUPPLIER`, which passes its claims to `SECOND_SUPPLIER` and the
/// banks, under class 1 (EUR, 30 days of grace, three tiers). The order book is an account that we act for.
abstract contract AssetsTest is PaymentsTest {
    uint96 internal constant AMOUNT = 10_000_00;
    uint32 internal constant GRACE = 30 days;
    uint40 internal constant DUE_AT = OPENING + 60 days;
    uint8 internal constant TIER_LIMIT = 3;
    bytes32 internal constant RULES = keccak256("data/asset-class.yaml");
    bytes32 internal constant AGREEMENT = keccak256("loan agreement");

    string internal constant RECEIVABLE_TYPE =
        "Receivable(uint32 classId,uint32 debtor,uint32 creditor,address holder,uint96 amountMinor,uint40 dueAt,uint8 tierLimit,bool recourse,string invoiceNumber,bytes32 invoiceDigest,bytes32 evidenceDigest,bytes32 orderReference)";

    AssetClasses internal assetClasses;
    ClaimRegistry internal claimRegistry;
    Receivables internal receivables;
    uint32 internal classId;

    function foundAssets() internal {
        foundPayments();
        assetClasses = AssetClasses(deployed("AssetClasses", abi.encode(registry, directory)));
        claimRegistry = ClaimRegistry(deployed("ClaimRegistry", abi.encode(directory)));
        receivables = Receivables(
            deployed("Receivables", abi.encode(registry, directory, assetClasses, claimRegistry))
        );
        enter("token:EUR:2", address(eur));
        enter("assetClasses", address(assetClasses));
        enter("claimRegistry", address(claimRegistry));
        enter("receivables", address(receivables));
        admitCustodian(eur, address(receivables));
        classId = release(SUPPLIER, classRules());
    }

    /// @dev The alliance votes a contract into the directory.
    function enter(bytes32 name, address target) internal {
        vm.prank(address(timelock));
        directory.set(name, target);
    }

    function classRules() internal view returns (IAssetClasses.ClassRules memory) {
        return
            IAssetClasses.ClassRules({
                token: address(eur),
                graceSeconds: GRACE,
                tierLimit: TIER_LIMIT,
                issuerCapabilities: Capabilities.SUPPLIER,
                holderCapabilities: 0,
                rulesDigest: RULES
            });
    }

    function release(uint256 sponsor, IAssetClasses.ClassRules memory rules) internal returns (uint32) {
        vm.prank(account(sponsor));
        return assetClasses.releaseClass(rules);
    }

    /// @dev What supplier and buyer agree for the invoice of this number.
    function termsOf(string memory number) internal view returns (IReceivables.Terms memory) {
        return
            IReceivables.Terms({
                classId: classId,
                debtor: org(BUYER),
                creditor: org(SUPPLIER),
                holder: account(SUPPLIER),
                amountMinor: AMOUNT,
                dueAt: DUE_AT,
                tierLimit: TIER_LIMIT,
                recourse: true,
                invoiceNumber: number,
                invoiceDigest: keccak256(bytes(number)),
                evidenceDigest: keccak256("delivery note, salted"),
                orderReference: keccak256("order 1")
            });
    }

    function register(IReceivables.Terms memory terms) internal returns (uint256) {
        vm.prank(account(OrgId.unwrap(terms.creditor)));
        return receivables.register(terms);
    }

    /// @dev Registered by the creditor and accepted by the debtor.
    function issued(IReceivables.Terms memory terms) internal returns (uint256 id) {
        id = register(terms);
        vm.prank(account(OrgId.unwrap(terms.debtor)));
        receivables.accept(terms);
    }

    function issued(string memory number) internal returns (uint256) {
        return issued(termsOf(number));
    }

    function pass(uint256 id, address from, address to, uint256 amount) internal {
        vm.prank(from);
        receivables.transfer(to, id, amount);
    }

    /// @dev Enforceable from the due date, for 90 days.
    function pledgeTerms(uint256 pledgee) internal view returns (IClaims.PledgeTerms memory) {
        return IClaims.PledgeTerms(org(pledgee), DUE_AT, DUE_AT + 90 days, AGREEMENT, address(0));
    }

    function pledged(uint256 id, address holder, uint256 amount, uint256 pledgee) internal returns (bytes32) {
        IClaims.PledgeTerms memory terms = pledgeTerms(pledgee);
        vm.prank(holder);
        return receivables.pledge(id, amount, holder, terms);
    }

    /// @dev The debtor pays.
    function payDebt(uint256 id, uint256 amountMinor) internal {
        allow(eur, account(BUYER), address(receivables));
        vm.prank(account(BUYER));
        receivables.pay(id, amountMinor);
    }

    function assertStatus(uint256 id, IReceivables.Status expected) internal view {
        assertEq(uint256(receivables.statusOf(id)), uint256(expected), "status");
    }

    function expectWrongStatus(uint256 id, IReceivables.Status status) internal {
        expectError(abi.encodeWithSelector(IReceivables.Receivables_WrongStatus.selector, id, status));
    }

    /* What the debtor signs, put together anew from the words of the interface. */

    function structHashOf(IReceivables.Terms memory terms) internal pure returns (bytes32) {
        bytes32 typeHash = keccak256(bytes(RECEIVABLE_TYPE));
        bytes memory first = abi.encode(
            typeHash,
            terms.classId,
            terms.debtor,
            terms.creditor,
            terms.holder,
            terms.amountMinor,
            terms.dueAt
        );
        bytes memory second = abi.encode(
            terms.tierLimit,
            terms.recourse,
            keccak256(bytes(terms.invoiceNumber)),
            terms.invoiceDigest,
            terms.evidenceDigest,
            terms.orderReference
        );
        return keccak256(bytes.concat(first, second));
    }

    function roomDigest(bytes32 structHash) internal view returns (bytes32) {
        return typedDataDigest("Guildhall Receivables", address(receivables), structHash);
    }

    function digestOf(
        IReceivables.Terms memory terms,
        address signer,
        uint256 deadline
    ) internal view returns (bytes32) {
        bytes32 typeHash = keccak256(
            bytes.concat(
                "Acceptance(Receivable receivable,address signer,uint256 deadline)",
                bytes(RECEIVABLE_TYPE)
            )
        );
        return roomDigest(keccak256(abi.encode(typeHash, structHashOf(terms), signer, deadline)));
    }

    /// @dev Signed by the debtor's operator.
    function acceptanceOf(
        IReceivables.Terms memory terms,
        uint256 deadline
    ) internal view returns (bytes memory) {
        uint256 debtor = OrgId.unwrap(terms.debtor);
        return signatureOf(keyOf("operator", debtor), digestOf(terms, account(debtor), deadline));
    }
}
