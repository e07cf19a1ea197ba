// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ClaimRegistry} from "../../contracts/assets/ClaimRegistry.sol";
import {IClaimRegistry} from "../../contracts/assets/IClaimRegistry.sol";
import {ITitles} from "../../contracts/assets/ITitles.sol";
import {Titles} from "../../contracts/assets/Titles.sol";
import {Signing} from "../consortium/Signing.sol";

/// @notice Titles: issued once, held by one, passed on in two steps, given back in the end.
contract TitlesTest is Signing {
    uint256 private constant CARRIER = 1;
    uint256 private constant SELLER = 2;
    uint256 private constant BANK = 3;
    uint256 private constant BUYER = 4;
    uint256 private constant OTHER = 5;

    bytes32 private constant CONTENT = keccak256("the bill of lading");
    bytes32 private constant REMARK = keccak256("an encrypted remark");
    OrgId private constant NONE = OrgId.wrap(0);

    Titles private titles;
    ClaimRegistry private claimRegistry;

    function setUp() public {
        found(5, 1);
        claimRegistry = ClaimRegistry(deployed("ClaimRegistry", abi.encode(directory)));
        titles = Titles(deployed("Titles", abi.encode(registry, claimRegistry)));
        vm.prank(address(timelock));
        directory.set("titles", address(titles));
        vm.prank(address(timelock));
        registry.setCapabilities(org(CARRIER), Capabilities.LOGISTICS);
    }

    /* issue */

    function test_issuesATitle() public {
        IClaimRegistry.Document memory document = IClaimRegistry.Document(
            IClaimRegistry.DocumentKind.Title,
            org(CARRIER),
            org(BUYER),
            "BL1"
        );
        vm.expectEmit(address(titles));
        emit ITitles.TitleIssued(
            1,
            org(CARRIER),
            org(BUYER),
            org(SELLER),
            "BL1",
            CONTENT,
            claimRegistry.keyOf(document),
            REMARK
        );
        uint256 id = _issue("BL1", SELLER, BUYER);
        assertEq(id, 1, "number");
        assertEq(titles.titleCount(), 1, "count");
        assertEq(titles.titleByNumber(org(CARRIER), "BL1"), 1, "by number");
        assertEq(titles.titleByNumber(org(OTHER), "BL1"), 0, "of another");
        ITitles.Title memory title = titles.titleOf(id);
        assertEq(OrgId.unwrap(title.issuer), CARRIER, "issuer");
        _assertRoles(id, SELLER, BUYER);
        assertTrue(title.stage == ITitles.Stage.Active, "stage");
        assertTrue(title.nominee.isNone(), "nominee");
        assertEq(address(titles.membership()), address(registry), "register");
    }

    function test_revertsWhenTheNumberWasUsedEvenForAnotherBeneficiaryOrAfterTheEnd() public {
        uint256 id = _issue("BL1", BUYER, BUYER);
        bytes memory refusal = abi.encodeWithSelector(ITitles.Titles_AlreadyIssued.selector, id);
        expectError(refusal);
        _issue("BL1", SELLER, OTHER);
        _act(BUYER);
        titles.surrender(id, REMARK);
        _act(CARRIER);
        titles.acceptSurrender(id, REMARK);
        expectError(refusal);
        _issue("BL1", BUYER, BUYER);
    }

    function test_revertsWhenTheNumberIsNotInNormalForm() public {
        expectError(abi.encodeWithSelector(IClaimRegistry.ClaimRegistry_BadNumber.selector, "bl-1"));
        _issue("bl-1", SELLER, BUYER);
    }

    function test_revertsWhenTheIssuerIsNoCarrier() public {
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_MissingCapability.selector,
                operator(SELLER),
                org(SELLER),
                Capabilities.LOGISTICS
            )
        );
        _act(SELLER);
        titles.issue("BL1", org(BUYER), org(BUYER), CONTENT, REMARK);
    }

    /// @dev Case A09: issuer and holder, or issuer and beneficiary, are one.
    function test_revertsWhenTheCarrierIssuesToItself() public {
        expectError(abi.encodeWithSelector(ITitles.Titles_ToIssuer.selector, org(CARRIER)));
        _issue("BL1", CARRIER, BUYER);
        expectError(abi.encodeWithSelector(ITitles.Titles_ToIssuer.selector, org(CARRIER)));
        _issue("BL1", BUYER, CARRIER);
    }

    function test_revertsWhenAReceiverIsNotInStanding() public {
        _suspend(BUYER);
        bytes memory refusal = abi.encodeWithSelector(ITitles.Titles_NotInStanding.selector, org(BUYER));
        expectError(refusal);
        _issue("BL1", BUYER, SELLER);
        expectError(refusal);
        _issue("BL1", SELLER, BUYER);
    }

    /* Transfers of one role */

    function test_theHolderPassesTheDocumentOnInTwoSteps() public {
        uint256 id = _issue("BL1", SELLER, BUYER);
        vm.expectEmit(address(titles));
        emit ITitles.TransferOffered(id, org(BANK), NONE, REMARK);
        _act(SELLER);
        titles.transferHolder(id, org(BANK), REMARK);
        _assertRoles(id, SELLER, BUYER);
        vm.expectEmit(address(titles));
        emit ITitles.TitleTransferred(id, org(BANK), org(BUYER), REMARK);
        _accept(BANK, id);
        _assertRoles(id, BANK, BUYER);
        _assertNoOffer(id);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotHolder.selector, id, org(SELLER), org(BANK)));
        _act(SELLER);
        titles.transferHolder(id, org(OTHER), REMARK);
    }

    function test_aHolderThatIsBeneficiaryNamesAnySuccessor() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferBeneficiary(id, org(OTHER), REMARK);
        _accept(OTHER, id);
        _assertRoles(id, SELLER, OTHER);
    }

    function test_anotherHolderNamesTheNomineeOnly() public {
        uint256 id = _issue("BL1", BANK, SELLER);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotNominated.selector, id, org(BUYER), NONE));
        _act(BANK);
        titles.transferBeneficiary(id, org(BUYER), REMARK);
        vm.expectEmit(address(titles));
        emit ITitles.BeneficiaryNominated(id, org(BUYER), REMARK);
        _act(SELLER);
        titles.nominate(id, org(BUYER), REMARK);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotNominated.selector, id, org(OTHER), org(BUYER)));
        _act(BANK);
        titles.transferBeneficiary(id, org(OTHER), REMARK);
        _act(BANK);
        titles.transferBeneficiary(id, org(BUYER), REMARK);
        _accept(BUYER, id);
        _assertRoles(id, BANK, BUYER);
        assertTrue(titles.titleOf(id).nominee.isNone(), "the nomination is used up");
    }

    function test_aNominationTakenBackStopsATransferThatIsOffered() public {
        uint256 id = _issue("BL1", BANK, SELLER);
        _act(SELLER);
        titles.nominate(id, org(BUYER), REMARK);
        _act(BANK);
        titles.transferBeneficiary(id, org(BUYER), REMARK);
        _act(SELLER);
        titles.nominate(id, NONE, REMARK);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotNominated.selector, id, org(BUYER), NONE));
        _accept(BUYER, id);
        _assertRoles(id, BANK, SELLER);
    }

    function test_revertsWhenAnotherThanTheBeneficiaryNominates() public {
        uint256 id = _issue("BL1", BANK, SELLER);
        expectError(
            abi.encodeWithSelector(ITitles.Titles_NotBeneficiary.selector, id, org(BANK), org(SELLER))
        );
        _act(BANK);
        titles.nominate(id, org(BUYER), REMARK);
    }

    function test_revertsWhenTheNominationChangesNothingOrNamesTheCarrierOrAnOutcast() public {
        uint256 id = _issue("BL1", BANK, SELLER);
        _expectNominationRefused(
            id,
            SELLER,
            abi.encodeWithSelector(ITitles.Titles_NothingToTransfer.selector, id, org(SELLER))
        );
        _expectNominationRefused(
            id,
            0,
            abi.encodeWithSelector(ITitles.Titles_NothingToTransfer.selector, id, NONE)
        );
        _expectNominationRefused(
            id,
            CARRIER,
            abi.encodeWithSelector(ITitles.Titles_ToIssuer.selector, org(CARRIER))
        );
        _suspend(OTHER);
        _expectNominationRefused(
            id,
            OTHER,
            abi.encodeWithSelector(ITitles.Titles_NotInStanding.selector, org(OTHER))
        );
    }

    /// @dev Case A09: the receiver has the role already.
    function test_revertsWhenATransferChangesNothing() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        bytes memory same = abi.encodeWithSelector(
            ITitles.Titles_NothingToTransfer.selector,
            id,
            org(SELLER)
        );
        bytes memory nobody = abi.encodeWithSelector(ITitles.Titles_NothingToTransfer.selector, id, NONE);
        expectError(same);
        _act(SELLER);
        titles.transferHolder(id, org(SELLER), REMARK);
        expectError(same);
        _act(SELLER);
        titles.transferBeneficiary(id, org(SELLER), REMARK);
        expectError(same);
        _act(SELLER);
        titles.transferOwners(id, org(SELLER), org(BUYER), REMARK);
        expectError(nobody);
        _act(SELLER);
        titles.transferHolder(id, NONE, REMARK);
        expectError(nobody);
        _act(SELLER);
        titles.transferOwners(id, NONE, org(BUYER), REMARK);
        expectError(nobody);
        _act(SELLER);
        titles.transferOwners(id, org(BUYER), NONE, REMARK);
    }

    function test_revertsWhenATransferGoesToTheCarrierOrAnOutcast() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        expectError(abi.encodeWithSelector(ITitles.Titles_ToIssuer.selector, org(CARRIER)));
        _act(SELLER);
        titles.transferHolder(id, org(CARRIER), REMARK);
        _suspend(BUYER);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotInStanding.selector, org(BUYER)));
        _act(SELLER);
        titles.transferBeneficiary(id, org(BUYER), REMARK);
    }

    function test_aSuspendedHolderKeepsItsTitleAndMovesNothing() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _suspend(SELLER);
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                operator(SELLER),
                org(SELLER)
            )
        );
        _act(SELLER);
        titles.transferHolder(id, org(BUYER), REMARK);
        _assertRoles(id, SELLER, SELLER);
    }

    function test_anyAccountOfTheHolderActs() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        vm.prank(deputy(SELLER));
        titles.transferHolder(id, org(BUYER), REMARK);
        vm.prank(deputy(BUYER));
        titles.accept(id, REMARK);
        _assertRoles(id, BUYER, SELLER);
    }

    /* Both roles */

    function test_bothRolesGoToOneReceiverByOneWord() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferOwners(id, org(BUYER), org(BUYER), REMARK);
        _accept(BUYER, id);
        _assertRoles(id, BUYER, BUYER);
    }

    function test_bothRolesGoToTwoReceiversWhenBothHaveAccepted() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferOwners(id, org(BANK), org(BUYER), REMARK);
        vm.expectEmit(address(titles));
        emit ITitles.TransferAgreed(id, org(BUYER), REMARK);
        _accept(BUYER, id);
        assertTrue(titles.titleOf(id).beneficiaryAccepted, "beneficiary accepted");
        assertFalse(titles.titleOf(id).holderAccepted, "holder accepted");
        _assertRoles(id, SELLER, SELLER);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotReceiver.selector, id, org(BUYER)));
        _accept(BUYER, id);
        _accept(BANK, id);
        _assertRoles(id, BANK, BUYER);
        _assertNoOffer(id);
        assertFalse(titles.titleOf(id).beneficiaryAccepted, "forgotten");
    }

    function test_inTheOtherOrderToo() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferOwners(id, org(BANK), org(BUYER), REMARK);
        _accept(BANK, id);
        assertTrue(titles.titleOf(id).holderAccepted, "holder accepted");
        expectError(abi.encodeWithSelector(ITitles.Titles_NotReceiver.selector, id, org(BANK)));
        _accept(BANK, id);
        _accept(BUYER, id);
        _assertRoles(id, BANK, BUYER);
        assertFalse(titles.titleOf(id).holderAccepted, "forgotten");
    }

    /* Rejecting and withdrawing */

    function test_aReceiverRejects() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferOwners(id, org(BANK), org(BUYER), REMARK);
        _accept(BANK, id);
        vm.expectEmit(address(titles));
        emit ITitles.TransferRejected(id, org(BUYER), REMARK);
        _act(BUYER);
        titles.reject(id, REMARK);
        _assertRoles(id, SELLER, SELLER);
        _assertNoOffer(id);
        assertFalse(titles.titleOf(id).holderAccepted, "forgotten");
        _act(SELLER);
        titles.transferHolder(id, org(BANK), REMARK);
        _act(BANK);
        titles.reject(id, REMARK);
        _assertNoOffer(id);
    }

    function test_theHolderWithdraws() public {
        uint256 id = _issue("BL1", SELLER, BUYER);
        _act(SELLER);
        titles.transferHolder(id, org(BANK), REMARK);
        vm.expectEmit(address(titles));
        emit ITitles.TransferWithdrawn(id, org(SELLER), REMARK);
        _act(SELLER);
        titles.withdraw(id, REMARK);
        _assertNoOffer(id);
        expectError(abi.encodeWithSelector(ITitles.Titles_NoTransferOffered.selector, id));
        _accept(BANK, id);
    }

    function test_revertsWhenAnotherAnswersOrWithdraws() public {
        uint256 id = _issue("BL1", SELLER, BUYER);
        _act(SELLER);
        titles.transferHolder(id, org(BANK), REMARK);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotReceiver.selector, id, org(OTHER)));
        _accept(OTHER, id);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotReceiver.selector, id, org(OTHER)));
        _act(OTHER);
        titles.reject(id, REMARK);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotHolder.selector, id, org(BANK), org(SELLER)));
        _act(BANK);
        titles.withdraw(id, REMARK);
    }

    function test_revertsWhenNothingIsOffered() public {
        uint256 id = _issue("BL1", SELLER, BUYER);
        bytes memory refusal = abi.encodeWithSelector(ITitles.Titles_NoTransferOffered.selector, id);
        expectError(refusal);
        _accept(BANK, id);
        expectError(refusal);
        _act(BANK);
        titles.reject(id, REMARK);
        expectError(refusal);
        _act(SELLER);
        titles.withdraw(id, REMARK);
    }

    function test_revertsWhileATransferIsOffered() public {
        uint256 id = _issue("BL1", SELLER, SELLER);
        _act(SELLER);
        titles.transferBeneficiary(id, org(BUYER), REMARK);
        bytes memory refusal = abi.encodeWithSelector(
            ITitles.Titles_TransferOffered.selector,
            id,
            NONE,
            org(BUYER)
        );
        expectError(refusal);
        _act(SELLER);
        titles.transferHolder(id, org(BANK), REMARK);
        expectError(refusal);
        _act(SELLER);
        titles.surrender(id, REMARK);
    }

    /* Surrender */

    function test_theTitleEndsWhenTheCarrierTakesItBack() public {
        uint256 id = _issue("BL1", BUYER, BUYER);
        vm.expectEmit(address(titles));
        emit ITitles.TitleSurrendered(id, org(BUYER), REMARK);
        _act(BUYER);
        titles.surrender(id, REMARK);
        assertTrue(titles.titleOf(id).stage == ITitles.Stage.Surrendered, "stage");
        _expectWrongStage(id, ITitles.Stage.Surrendered, ITitles.Stage.Active);
        _act(BUYER);
        titles.transferHolder(id, org(BANK), REMARK);
        vm.expectEmit(address(titles));
        emit ITitles.SurrenderAccepted(id, org(CARRIER), REMARK);
        _act(CARRIER);
        titles.acceptSurrender(id, REMARK);
        assertTrue(titles.titleOf(id).stage == ITitles.Stage.Ended, "stage");
        _expectWrongStage(id, ITitles.Stage.Ended, ITitles.Stage.Surrendered);
        _act(CARRIER);
        titles.restore(id, REMARK);
        _expectWrongStage(id, ITitles.Stage.Ended, ITitles.Stage.Active);
        _act(BUYER);
        titles.nominate(id, org(BANK), REMARK);
    }

    function test_theCarrierRestoresWhatWasSurrendered() public {
        uint256 id = _issue("BL1", BUYER, BUYER);
        _act(BUYER);
        titles.surrender(id, REMARK);
        vm.expectEmit(address(titles));
        emit ITitles.TitleRestored(id, org(CARRIER), REMARK);
        _act(CARRIER);
        titles.restore(id, REMARK);
        _assertRoles(id, BUYER, BUYER);
        _act(BUYER);
        titles.transferHolder(id, org(BANK), REMARK);
        _accept(BANK, id);
        _assertRoles(id, BANK, BUYER);
    }

    function test_revertsWhenAnotherThanTheHolderThatIsBeneficiarySurrenders() public {
        uint256 id = _issue("BL1", BANK, BUYER);
        expectError(
            abi.encodeWithSelector(ITitles.Titles_NotBeneficiary.selector, id, org(BANK), org(BUYER))
        );
        _act(BANK);
        titles.surrender(id, REMARK);
        expectError(abi.encodeWithSelector(ITitles.Titles_NotHolder.selector, id, org(BUYER), org(BANK)));
        _act(BUYER);
        titles.surrender(id, REMARK);
    }

    function test_revertsWhenAnotherThanTheIssuerEndsOrRestores() public {
        uint256 id = _issue("BL1", BUYER, BUYER);
        _act(BUYER);
        titles.surrender(id, REMARK);
        bytes memory refusal = abi.encodeWithSelector(
            ITitles.Titles_NotIssuer.selector,
            id,
            org(BUYER),
            org(CARRIER)
        );
        expectError(refusal);
        _act(BUYER);
        titles.acceptSurrender(id, REMARK);
        expectError(refusal);
        _act(BUYER);
        titles.restore(id, REMARK);
    }

    function test_revertsWhenThereIsNoSuchTitle() public {
        bytes memory refusal = abi.encodeWithSelector(ITitles.Titles_Unknown.selector, 9);
        expectError(refusal);
        titles.titleOf(9);
        expectError(refusal);
        _act(BUYER);
        titles.surrender(9, REMARK);
    }

    /* Within */

    function _issue(string memory number, uint256 holder, uint256 beneficiary) private returns (uint256) {
        _act(CARRIER);
        return titles.issue(number, org(holder), org(beneficiary), CONTENT, REMARK);
    }

    function _accept(uint256 receiver, uint256 id) private {
        _act(receiver);
        titles.accept(id, REMARK);
    }

    function _act(uint256 organisation) private {
        vm.prank(operator(organisation));
    }

    function _suspend(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.suspend(org(organisation), REASON);
    }

    function _expectNominationRefused(uint256 id, uint256 nominee, bytes memory refusal) private {
        expectError(refusal);
        _act(SELLER);
        titles.nominate(id, org(nominee), REMARK);
    }

    function _expectWrongStage(uint256 id, ITitles.Stage stage, ITitles.Stage needed) private {
        expectError(abi.encodeWithSelector(ITitles.Titles_WrongStage.selector, id, stage, needed));
    }

    function _assertRoles(uint256 id, uint256 holder, uint256 beneficiary) private view {
        ITitles.Title memory title = titles.titleOf(id);
        assertEq(OrgId.unwrap(title.holder), holder, "holder");
        assertEq(OrgId.unwrap(title.beneficiary), beneficiary, "beneficiary");
    }

    function _assertNoOffer(uint256 id) private view {
        assertTrue(titles.titleOf(id).offeredHolder.isNone(), "offered holder");
        assertTrue(titles.titleOf(id).offeredBeneficiary.isNone(), "offered beneficiary");
    }
}
