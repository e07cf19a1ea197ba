// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IDirectory} from "../../contracts/consortium/IDirectory.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IAssetClasses} from "../../contracts/assets/IAssetClasses.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice Classes: who releases and closes them, and what they hold claims to.
contract AssetClassesTest is AssetsTest {
    bytes32 private constant OTHER_RULES = keccak256("another file");

    function setUp() public {
        foundAssets();
    }

    function test_releasesAClass() public {
        IAssetClasses.ClassRules memory rules = _otherRules();
        vm.expectEmit(address(assetClasses));
        emit IAssetClasses.ClassReleased(2, org(AURUM), OTHER_RULES, rules);
        assertEq(release(AURUM, rules), 2, "number");
        IAssetClasses.AssetClass memory class = assetClasses.classOf(2);
        assertTrue(class.sponsor == org(AURUM), "sponsor");
        assertFalse(class.closed, "closed");
        assertEq(keccak256(abi.encode(class.rules)), keccak256(abi.encode(rules)), "rules");
        assertEq(assetClasses.classByRules(org(AURUM), OTHER_RULES), 2, "by rules");
        assertEq(assetClasses.classCount(), 2, "count");
        (address token, uint32 graceSeconds) = assetClasses.paymentOf(2);
        assertEq(token, address(eur), "token");
        assertEq(graceSeconds, GRACE, "grace");
        assertEq(address(assetClasses.directory()), address(directory), "directory");
    }

    function test_twoSponsorsMayReleaseTheSameFile() public {
        assertEq(release(AURUM, classRules()), 2, "number");
    }

    function test_aClassMayDoWithoutMoney() public {
        IAssetClasses.ClassRules memory rules = _otherRules();
        rules.token = address(0);
        uint32 id = release(AURUM, rules);
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.classId = id;
        expectError(abi.encodeWithSelector(IReceivables.Receivables_ClassWithoutMoney.selector, id));
        register(terms);
    }

    function test_revertsWhenReleasedTwice() public {
        expectError(
            abi.encodeWithSelector(
                IAssetClasses.Classes_AlreadyReleased.selector,
                org(SUPPLIER),
                RULES,
                classId
            )
        );
        release(SUPPLIER, classRules());
    }

    function test_revertsWithoutRulesOrWithUnlistedMoney() public {
        IAssetClasses.ClassRules memory rules = classRules();
        rules.rulesDigest = 0;
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_NoRules.selector));
        release(SUPPLIER, rules);
        rules = _otherRules();
        rules.token = address(cny);
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_UnlistedToken.selector, rules.token));
        release(SUPPLIER, rules);
        // No contract at all.
        rules.token = stranger();
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_UnlistedToken.selector, rules.token));
        release(SUPPLIER, rules);
        // A token that says that it is the listed one.
        rules.token = address(newToken(AURUM, "EUR", 2));
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_UnlistedToken.selector, rules.token));
        release(SUPPLIER, rules);
    }

    function test_revertsWhenAStrangerReleasesOrCloses() public {
        IAssetClasses.ClassRules memory rules = _otherRules();
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        assetClasses.releaseClass(rules);
        expectError(
            abi.encodeWithSelector(
                IAssetClasses.Classes_NotSponsor.selector,
                classId,
                org(AURUM),
                org(SUPPLIER)
            )
        );
        vm.prank(account(AURUM));
        assetClasses.closeClass(classId);
    }

    function test_aClosedClassTakesNoNewClaims() public {
        uint256 id = issued("INV1");
        vm.expectEmit(address(assetClasses));
        emit IAssetClasses.ClassClosed(classId, org(SUPPLIER));
        vm.prank(admin(SUPPLIER));
        assetClasses.closeClass(classId);
        assertTrue(assetClasses.classOf(classId).closed, "closed");
        IReceivables.Terms memory terms = termsOf("INV2");
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_Closed.selector, classId));
        register(terms);
        expectError(abi.encodeWithSelector(IAssetClasses.Classes_Closed.selector, classId));
        vm.prank(account(SUPPLIER));
        assetClasses.closeClass(classId);
        pass(id, account(SUPPLIER), account(AURUM), 1);
        payDebt(id, AMOUNT);
    }

    function test_revertsForAnUnknownClass() public {
        bytes memory unknown = abi.encodeWithSelector(IAssetClasses.Classes_Unknown.selector, uint32(9));
        expectError(unknown);
        assetClasses.classOf(9);
        expectError(unknown);
        assetClasses.requireHolder(9, org(AURUM));
        expectError(unknown);
        assetClasses.paymentOf(9);
        expectError(unknown);
        vm.prank(account(SUPPLIER));
        assetClasses.closeClass(9);
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.classId = 9;
        expectError(unknown);
        register(terms);
    }

    function test_revertsWhenTheOrganisationMayNotIssue() public {
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.creditor = org(AURUM);
        terms.holder = account(AURUM);
        expectError(
            abi.encodeWithSelector(
                IAssetClasses.Classes_MayNotIssue.selector,
                classId,
                org(AURUM),
                Capabilities.SUPPLIER
            )
        );
        register(terms);
        IAssetClasses.ClassRules memory rules = _otherRules();
        rules.issuerCapabilities = Capabilities.SUPPLIER | Capabilities.BANK;
        terms.classId = release(AURUM, rules);
        register(terms);
    }

    function test_unitsPassToThoseWhoMayHoldOnly() public {
        IAssetClasses.ClassRules memory rules = _otherRules();
        rules.holderCapabilities = Capabilities.BANK;
        IReceivables.Terms memory terms = termsOf("INV1");
        terms.classId = release(SUPPLIER, rules);
        uint256 id = issued(terms);
        pass(id, account(SUPPLIER), account(AURUM), 1_00);
        bytes memory mayNot = abi.encodeWithSelector(
            IAssetClasses.Classes_MayNotHold.selector,
            terms.classId,
            org(SECOND_SUPPLIER),
            Capabilities.BANK
        );
        expectError(mayNot);
        pass(id, account(SUPPLIER), account(SECOND_SUPPLIER), 1_00);
        expectError(mayNot);
        pledged(id, account(SUPPLIER), 1_00, SECOND_SUPPLIER);
        expectError(mayNot);
        vm.prank(address(timelock));
        receivables.forcedTransfer(account(SUPPLIER), account(SECOND_SUPPLIER), id, 1_00);
        pledged(id, account(SUPPLIER), 1_00, JADE);
    }

    function _otherRules() private view returns (IAssetClasses.ClassRules memory rules) {
        rules = classRules();
        rules.rulesDigest = OTHER_RULES;
    }
}
